package io.tidegate.workflows;

import io.tidegate.runbooks.MigrationUnit;
import io.tidegate.runbooks.Runbook;
import io.tidegate.runbooks.Step;
import io.tidegate.workflows.view.GateView;
import io.tidegate.workflows.view.StepView;
import io.tidegate.workflows.view.UnitView;
import io.tidegate.workflows.view.Until;
import io.tidegate.workflows.view.WaveState;
import io.tidegate.workflows.view.WaveView;
import io.tidegate.workflows.view.WaveView.RunbookRef;
import java.util.ArrayList;
import java.util.List;

/** A wave as people see it before anything has happened: all that its runbook says, pending. */
final class Unopened {
  private static final String NO_PRODUCERS = "the unit declares no producers";

  private Unopened() {}

  static WaveView view(String wave, String mode, Runbook runbook, String digest) {
    return new WaveView(
        wave,
        mode,
        WaveState.RUNNING,
        "started",
        new RunbookRef(runbook.name(), digest),
        runbook.units().stream().map(Unopened::unit).toList(),
        runbook.gates().stream().map(GateView::notOpen).toList(),
        null,
        null,
        Until.of(null, "nothing has moved yet: possible until complete"));
  }

  private static UnitView unit(MigrationUnit unit) {
    List<StepView> steps = new ArrayList<>();
    for (Step step : Step.values()) {
      boolean ofProducers = step == Step.SWITCH_PRODUCERS || step == Step.OBSERVE_PRODUCERS;
      steps.add(
          ofProducers && unit.producers() == null
              ? new StepView(step.word(), StepView.State.SKIPPED, null, null, NO_PRODUCERS)
              : new StepView(step.word(), StepView.State.PENDING, null, null, null));
    }
    return new UnitView(unit.unit(), unit.owner(), WaveState.RUNNING, steps, List.of());
  }
}
