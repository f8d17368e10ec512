package io.tidegate.activities;

import io.tidegate.workflows.activity.Call;
import io.tidegate.workflows.activity.Done;
import io.tidegate.workflows.activity.UndoActivities;

/** The way back. */
final class UndoSteps implements UndoActivities {
  private final Attempt attempt;
  private final Undoing undoing;

  UndoSteps(Attempt attempt, Undoing undoing) {
    this.attempt = attempt;
    this.undoing = undoing;
  }

  @Override
  public Done stopTarget(Call call) {
    return attempt.run(pulse -> undoing.stopTarget(call, pulse));
  }

  @Override
  public MappedBack mapBack(Call call) {
    return attempt.run(pulse -> undoing.mapBack(call, pulse));
  }

  @Override
  public Done restoreTarget(Call call) {
    return attempt.run(pulse -> undoing.restoreTarget(call, pulse));
  }

  @Override
  public Done startSource(Call call) {
    return attempt.run(pulse -> undoing.startSource(call, pulse));
  }
}
