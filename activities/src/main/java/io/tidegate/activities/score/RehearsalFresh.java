package io.tidegate.activities.score;

import io.tidegate.activities.score.Checked.Findings;
import io.tidegate.activities.score.Checked.Gap;
import io.tidegate.parity.Light;
import io.tidegate.runbooks.Dimension;
import io.tidegate.runbooks.RehearsalTerms;
import java.util.Locale;
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
    CompletedRehearsal last = asked.rehearsed();
    Findings findings = new Findings();
    if (terms instanceof RehearsalTerms.Waived waived) {
      findings.yellow("rehearsal-waived/" + unit, "no rehearsal is asked for: " + waived.reason());
    } else if (last == null) {
      findings.red(
          "rehearsal-missing/" + unit,
          "the way back was never rehearsed: run the wave in REHEARSAL");
    } else if (!last.isFresh(terms, asked.now())) {
      findings.gap(
          Gap.EXPIRED,
          "rehearsal/" + unit,
          "the rehearsal of %s is older than the runbook allows: run it again"
              .formatted(last.at()));
    } else if (last.light() != Light.GREEN) {
      findings.add(
          "rehearsal-" + last.light().name().toLowerCase(Locale.ROOT) + "/" + unit,
          last.light(),
          "the rehearsal %s of %s was %s: see what it found"
              .formatted(last.wave(), last.at(), last.light()));
    }
    return Checked.of(
        this,
        findings,
        Map.of("asked", terms == null ? "nothing" : terms, "last", last == null ? "never" : last));
  }
}
