package io.tidegate.workflows;

import io.tidegate.runbooks.MigrationUnit;
import io.tidegate.workflows.RollbackWorkflow.Input;
import io.tidegate.workflows.activity.LedgerActivities.LastView;
import io.tidegate.workflows.message.Part;
import io.tidegate.workflows.view.RollbackView;
import java.util.List;
import java.util.Optional;

/**
 * What a rollback was started with. Whoever starts a workflow chooses its input, and the runbook in
 * it says who may ask and what there is to undo: so it is held against the wave in the ledger.
 */
record RollbackStart(Input input) {

  /**
   * Prefix of the keys of all effects. One that is asked for again, after an earlier one had let
   * the producers go on, has effects of its own; one that is started again after a terminate has
   * not.
   *
   * @param letGoOn how often the producers were let go on before
   */
  String keys(long letGoOn) {
    Part part = input.part();
    return input.wave()
        + "/rollback"
        + (part == null ? "" : "/" + part.number())
        + (letGoOn == 0 ? "" : "/again-" + letGoOn);
  }

  /** Those that are taken back, in runbook order. */
  List<MigrationUnit> units() {
    Part part = input.part();
    return input.runbook().units().stream()
        .filter(unit -> part == null || part.units().contains(unit.unit()))
        .toList();
  }

  /** As people see it before anything is counted. */
  RollbackView view() {
    return new RollbackView(
        RollbackView.State.RUNNING,
        input.by(),
        input.reason(),
        units().stream().map(MigrationUnit::unit).toList(),
        null,
        null,
        null);
  }

  /** How it differs from the wave in the ledger; empty where it is that wave's. */
  Optional<String> differs(LastView known) {
    if (!known.digest().equals(input.digest())) {
      return Optional.of(
          "wave %s has the runbook %s, not %s as this rollback was started with"
              .formatted(input.wave(), known.digest(), input.digest()));
    }
    if (!known.runbook().equals(input.runbook())) {
      return Optional.of(
          "this rollback was started with another runbook than the one of " + input.digest());
    }
    Part part = input.part();
    if (part != null && units().size() != part.units().size()) {
      List<String> has = known.runbook().units().stream().map(MigrationUnit::unit).toList();
      return Optional.of(
          "wave %s has units %s, this rollback was started for %s"
              .formatted(input.wave(), has, part.units()));
    }
    return Optional.empty();
  }
}
