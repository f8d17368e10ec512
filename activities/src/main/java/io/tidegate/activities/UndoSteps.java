package io.tidegate.activities;

import io.tidegate.workflows.activity.Call;
import io.tidegate.workflows.activity.Done;
import io.tidegate.workflows.activity.UndoActivities;
import java.util.List;

/** The way back. */
final class UndoSteps implements UndoActivities {
  private final Attempt attempt;
  private final Undoing undoing;
  private final NotServed notServed;

  UndoSteps(Attempt attempt, Undoing undoing, NotServed notServed) {
    this.attempt = attempt;
    this.undoing = undoing;
    this.notServed = notServed;
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

  @Override
  public Done unfenceSource(Call call) {
    return attempt.run(pulse -> notServed.fence(call));
  }

  @Override
  public Done resumeGroupSync(Call call) {
    return attempt.run(pulse -> notServed.replicationControl(call));
  }

  @Override
  public Stranded countStranded(Call call) {
    return attempt.run(
        pulse -> {
          var unused = notServed.producers(call);
          return new Stranded(call.key(), "", 0, 0, List.of());
        });
  }

  @Override
  public Done stopTargetProducers(Call call) {
    return attempt.run(pulse -> notServed.producers(call));
  }

  @Override
  public Done startTopics(Call call) {
    return attempt.run(pulse -> notServed.replicationControl(call));
  }

  @Override
  public Done unfenceProducers(Call call) {
    return attempt.run(pulse -> notServed.fence(call));
  }

  @Override
  public Done startSourceProducers(Call call) {
    return attempt.run(pulse -> notServed.producers(call));
  }
}
