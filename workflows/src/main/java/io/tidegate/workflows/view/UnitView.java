package io.tidegate.workflows.view;

import io.tidegate.runbooks.Step;
import java.util.List;
import java.util.Optional;

/**
 * One unit of a wave as people see it.
 *
 * @param owner the role that decides for it
 * @param steps all of them, in their order
 * @param scorecard as it was verified last; empty before that
 */
public record UnitView(
    String unit, String owner, WaveState state, List<StepView> steps, List<Scored> scorecard) {

  /**
   * The verification that the scorecard is of, with the times at which it began and ended, by the
   * clock of the workflow; empty before that, while the unit is verified anew, and where the step
   * was undone or left out.
   */
  public Optional<StepView> verified() {
    return steps.stream()
        .filter(step -> step.step().equals(Step.VERIFY.word()))
        .filter(step -> step.state() == StepView.State.DONE)
        .filter(step -> step.endedAt() != null)
        .findFirst();
  }
}
