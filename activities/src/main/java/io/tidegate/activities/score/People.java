package io.tidegate.activities.score;

import io.tidegate.activities.score.Checked.Findings;
import io.tidegate.runbooks.Dimension;
import io.tidegate.runbooks.MigrationUnit;
import java.util.List;

/** Who answers for the unit, and whether who left the source is kept out of it. */
final class People implements Check {
  @Override
  public String name() {
    return "people";
  }

  @Override
  public Dimension dimension() {
    return Dimension.GOVERNANCE;
  }

  /** Roles and principals as the runbook names them. */
  record Named(String owner, String rollbackCaller, List<String> fenced) {}

  @Override
  public Checked check(ScoreRequest asked) {
    MigrationUnit unit = asked.unit();
    Findings findings = new Findings();
    if (!unit.fences().deny()) {
      findings.yellow(
          "fence-none/" + unit.unit(),
          "fence: none: nothing but its owners keeps a consumer from going on on the source");
    }
    return Checked.of(
        this,
        findings,
        new Named(
            unit.owner(),
            unit.rollback().caller(),
            unit.fences().deny() ? unit.fences().principals() : List.of()));
  }
}
