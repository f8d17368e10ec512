package io.tidegate.activities.score;

import io.tidegate.activities.score.Checked.Findings;
import io.tidegate.activities.score.Checked.Gap;
import io.tidegate.runbooks.Dimension;
import io.tidegate.runbooks.RehearsalTerms;
import java.time.Instant;
import java.util.Map;

/** Whether the way back was rehearsed, and not longer ago than the runbook allows. */
final class RehearsalFresh implements Check {
  @Override
  public String name() {
    return "rehearsal";
  }

  @Override
  public Dimension dimension() {
    return Dimension.ROLLBACK;
  }

  @Override
  public Checked check(ScoreRequest asked) {
    String unit = asked.unit().unit();
    RehearsalTerms terms = asked.unit().rehearsal();
    Rehearsed last = asked.rehearsed();
    Findings findings = new Findings();
    if (terms instanceof RehearsalTerms.Waived waived) {
      findings.yellow("rehearsal-waived/" + unit, "no rehearsal is asked for: " + waived.reason());
    } else if (last == null) {
      findings.red(
          "rehearsal-missing/" + unit,
          "the way back was never rehearsed: run the wave in REHEARSAL");
    } else if (terms instanceof RehearsalTerms.Within within) {
      Instant until = last.at().plus(within.validFor());
      if (!asked.now().isBefore(until)) {
        findings.gap(
            Gap.EXPIRED,
            "rehearsal/" + unit,
            "the rehearsal of %s counted until %s: run it again".formatted(last.at(), until));
      }
    }
    return Checked.of(
        this,
        findings,
        Map.of("asked", terms == null ? "nothing" : terms, "last", last == null ? "never" : last));
  }
}
