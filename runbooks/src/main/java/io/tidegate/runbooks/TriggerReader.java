package io.tidegate.runbooks;

import static io.tidegate.runbooks.Section.Need.OPTIONAL;
import static io.tidegate.runbooks.Section.Need.REQUIRED;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/** Reads the triggers of a unit's rollback. */
final class TriggerReader {

  private static final Words<String> KEYS = Words.keys(List.of("when", "records", "for", "then"));
  private static final Words<Trigger.When> WHENS =
      Words.of(List.of(Trigger.When.values()), Words::kebab);
  private static final Words<Trigger.Then> THENS =
      Words.of(List.of(Trigger.Then.values()), Words::kebab);
  private static final Duration FOR_MAX = Duration.ofDays(30);

  private TriggerReader() {}

  static List<Trigger> read(Section rollback, FindingList findings) {
    List<Trigger> triggers = new ArrayList<>();
    for (Section.Item item :
        rollback.itemsOrNone(
            "triggers", REQUIRED, "a list of {when, records, for, then}, or [] for none")) {
      Section section = Section.open(item.node(), item.path(), findings, KEYS);
      Trigger trigger = section == null ? null : trigger(section);
      if (trigger != null) {
        triggers.add(trigger);
      }
    }
    return triggers;
  }

  private static @Nullable Trigger trigger(Section section) {
    Trigger.When when = section.word("when", REQUIRED, WHENS);
    Trigger.Then then = section.word("then", REQUIRED, THENS);
    boolean ofLag = when == Trigger.When.TARGET_LAG_ABOVE;
    Long records = section.count("records", ofLag ? REQUIRED : OPTIONAL, 0);
    boolean ofTime = ofLag || when == Trigger.When.NO_COMMIT_FOR;
    Duration lasting =
        section.duration("for", ofTime ? REQUIRED : OPTIONAL, Duration.ZERO, FOR_MAX);
    if (when == null || then == null) {
      return null;
    }
    if (!ofLag && section.has("records")) {
      section.finding(
          "records",
          "records does not go with when: " + Words.kebab(when),
          "leave it out, or when: " + Words.kebab(Trigger.When.TARGET_LAG_ABOVE));
      return null;
    }
    boolean misses = (ofLag && records == null) || (ofTime && lasting == null);
    return misses
        ? null
        : new Trigger(when, records, Objects.requireNonNullElse(lasting, Duration.ZERO), then);
  }
}
