package io.tidegate.activities.score;

import io.tidegate.activities.score.Checked.Findings;
import io.tidegate.runbooks.Dimension;
import io.tidegate.runbooks.MigrationUnit;
import io.tidegate.runbooks.Trigger;
import java.time.Duration;
import java.util.List;

/**
 * Whether it is written when the unit goes back, who calls it and until when. Without a trigger
 * nothing of that is watched for: YELLOW.
 */
final class RollbackTermsWritten implements Check {
  @Override
  public String name() {
    return "rollback-terms";
  }

  @Override
  public Dimension dimension() {
    return Dimension.ROLLBACK;
  }

  record Terms(String owner, String caller, Duration window, List<Trigger> triggers) {}

  @Override
  public Checked check(ScoreRequest asked) {
    MigrationUnit unit = asked.unit();
    Findings findings = new Findings();
    if (unit.rollback().triggers().isEmpty()) {
      findings.yellow(
          "no-trigger/" + unit.unit(),
          "no trigger is written: nobody is told when to go back, so "
              + unit.rollback().caller()
              + " has to see it");
    }
    return Checked.of(
        this,
        findings,
        new Terms(
            unit.owner(),
            unit.rollback().caller(),
            unit.rollback().window(),
            unit.rollback().triggers()));
  }
}
