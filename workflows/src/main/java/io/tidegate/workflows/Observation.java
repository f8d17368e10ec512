package io.tidegate.workflows;

import io.tidegate.runbooks.MigrationUnit;
import io.tidegate.runbooks.Trigger;
import io.tidegate.workflows.activity.WatchActivities.Fired;
import io.tidegate.workflows.activity.WatchActivities.Observed;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;

/**
 * A unit is watched for its soak time. A written trigger interrupts the watch: people are told of
 * it, or the rollback begins, and the rest of the time is watched with that trigger muted.
 */
final class Observation {

  /** One stretch of the watch. */
  interface Watch {
    Observed of(Duration window, List<Integer> muted);
  }

  /** Begins the rollback that a trigger asks for. */
  interface Alarm {
    void rollBack(MigrationUnit unit, String why);
  }

  private final Deck deck;
  private final MigrationUnit unit;
  private final Alarm alarm;
  private final Set<String> findings = new LinkedHashSet<>();
  private final List<String> evidence = new ArrayList<>();

  Observation(Deck deck, MigrationUnit unit, Alarm alarm) {
    this.deck = deck;
    this.unit = unit;
    this.alarm = alarm;
  }

  /** One line each, in the order in which they were seen. */
  List<String> findings() {
    return List.copyOf(findings);
  }

  /** Digests of what was observed; empty before. */
  String evidence() {
    return String.join(" ", evidence);
  }

  /**
   * Watches for so long.
   *
   * @return one plain line about it
   */
  String watch(Duration window, Watch watch) {
    Instant end = ViewBook.now().plus(window);
    List<Integer> muted = new ArrayList<>();
    while (true) {
      Duration left = Duration.between(ViewBook.now(), end);
      Observed seen = watch.of(left.isNegative() ? Duration.ZERO : left, muted);
      findings.addAll(seen.findings());
      evidence.add(seen.evidence());
      if (seen.fired() == null) {
        String found = findings.isEmpty() ? "" : "; found: " + String.join("; ", findings);
        return seen.note() + found;
      }
      muted.add(seen.fired().trigger());
      fired(seen.fired());
    }
  }

  private void fired(Fired fired) {
    Trigger trigger = unit.rollback().triggers().get(fired.trigger());
    String why = trigger.told() + ": " + fired.why();
    findings.add(why);
    boolean loses = fired.strandedUnread() > 0;
    if (trigger.then() == Trigger.Then.ROLLBACK && !loses) {
      deck.tell("rollback-triggered", Scribe.detail("unit", unit.unit(), "reason", why));
      alarm.rollBack(unit, why);
      return;
    }
    String proposal =
        why
            + (loses
                ? "; only proposed, because a rollback would lose "
                    + fired.strandedUnread()
                    + " records that are on the target alone and unread"
                : "");
    deck.tell("rollback-proposed", Scribe.detail("unit", unit.unit(), "reason", proposal));
    deck.notices().rollbackProposed(unit.unit(), proposal);
  }
}
