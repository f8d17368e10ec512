package io.tidegate.runbooks;

import static io.tidegate.runbooks.Section.Need.OPTIONAL;
import static io.tidegate.runbooks.Section.Need.REQUIRED;

import java.time.Duration;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Reads what a unit asks of its rehearsal: how old it may be, or why there need not be one. */
final class RehearsalReader {
  static final String KEY = "rehearsal";

  private static final Words<String> KEYS = Words.keys(List.of("validFor", "waived"));
  private static final String ALLOWED = "{validFor: P14D} or {waived: reason}";
  private static final Duration AGE_MIN = Duration.ofMinutes(1);
  private static final Duration AGE_MAX = Duration.ofDays(365);

  private RehearsalReader() {}

  /** Null with a finding where it is left out: nobody but the owner can choose. */
  static @Nullable RehearsalTerms read(Section unit) {
    if (unit.node(KEY, REQUIRED, ALLOWED) == null) {
      return null;
    }
    Section section = unit.section(KEY, REQUIRED, KEYS);
    if (section == null) {
      return null;
    }
    if (section.isEmpty()) {
      unit.finding(KEY, "an empty mapping", ALLOWED);
    }
    if (section.has("validFor") && section.has("waived")) {
      unit.finding(KEY, "both are written", ALLOWED);
    }
    Duration validFor = section.duration("validFor", OPTIONAL, AGE_MIN, AGE_MAX);
    String waived = section.sentence("waived", OPTIONAL);
    if (validFor != null) {
      return new RehearsalTerms.Within(validFor);
    }
    return waived == null ? null : new RehearsalTerms.Waived(waived);
  }
}
