package io.tidegate.workflows;

import io.tidegate.runbooks.Step;
import io.tidegate.workflows.view.Scored;
import io.tidegate.workflows.view.StepView;
import io.tidegate.workflows.view.UnitView;
import io.tidegate.workflows.view.WaveState;
import java.time.Instant;
import java.util.List;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;

/** What becomes of a unit's view: each change is a function of the view before it. */
@FunctionalInterface
interface UnitChange extends UnaryOperator<UnitView> {

  static UnitChange to(WaveState state) {
    return unit -> new UnitView(unit.unit(), unit.owner(), state, unit.steps(), unit.scorecard());
  }

  static UnitChange scored(List<Scored> scorecard) {
    return unit -> new UnitView(unit.unit(), unit.owner(), unit.state(), unit.steps(), scorecard);
  }

  /** The step begins, also once more after a retry or a back-out. */
  static UnitChange running(Step step, Instant now) {
    return at(step, was -> new StepView(was.step(), StepView.State.RUNNING, now, null, null));
  }

  static UnitChange parked(Step step, String why) {
    return at(
            step,
            was -> new StepView(was.step(), StepView.State.PARKED, was.startedAt(), null, why))
        .then(to(WaveState.NEEDS_OPERATOR));
  }

  static UnitChange done(Step step, Instant now, @Nullable String note) {
    return at(
        step, was -> new StepView(was.step(), StepView.State.DONE, was.startedAt(), now, note));
  }

  /** The step is left out of this wave. */
  static UnitChange skipped(Step step, String why) {
    return at(step, was -> new StepView(was.step(), StepView.State.SKIPPED, null, null, why));
  }

  /** The step is undone, where it had begun; one that never began stays pending. */
  static UnitChange undone(Step step, Instant now, String why) {
    return at(
        step,
        was ->
            was.startedAt() == null
                ? was
                : new StepView(was.step(), StepView.State.UNDONE, was.startedAt(), now, why));
  }

  /** What was parked is tried again. */
  static UnitChange goesOn(WaveState state) {
    return steps(
            was ->
                was.state() == StepView.State.PARKED
                    ? new StepView(was.step(), StepView.State.RUNNING, was.startedAt(), null, null)
                    : was)
        .then(to(state));
  }

  /** It stays behind for good: what it has not begun, it skips. */
  static UnitChange heldBack(Instant now, String why) {
    return steps(
            was ->
                was.state() == StepView.State.PENDING || was.state() == StepView.State.PARKED
                    ? new StepView(was.step(), StepView.State.SKIPPED, was.startedAt(), now, why)
                    : was)
        .then(undone(Step.FREEZE, now, why))
        .then(to(WaveState.HELD_BACK));
  }

  /** All that it did from the freeze on is undone, for good. */
  static UnitChange rolledBack(Instant now) {
    UnitChange all =
        steps(
                was ->
                    was.state() == StepView.State.RUNNING || was.state() == StepView.State.PARKED
                        ? new StepView(
                            was.step(), StepView.State.UNDONE, was.startedAt(), now, "rolled back")
                        : was)
            .then(to(WaveState.ROLLED_BACK));
    for (Step step : Step.values()) {
      if (step.compareTo(Step.FREEZE) >= 0) {
        all = all.then(undone(step, now, "rolled back"));
      }
    }
    return all;
  }

  private UnitChange then(UnitChange next) {
    return unit -> next.apply(apply(unit));
  }

  private static UnitChange at(Step step, UnaryOperator<StepView> change) {
    return steps(was -> was.step().equals(step.word()) ? change.apply(was) : was);
  }

  private static UnitChange steps(UnaryOperator<StepView> change) {
    return unit ->
        new UnitView(
            unit.unit(),
            unit.owner(),
            unit.state(),
            unit.steps().stream().map(change).toList(),
            unit.scorecard());
  }
}
