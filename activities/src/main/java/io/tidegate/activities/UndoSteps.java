package io.tidegate.activities;

import io.tidegate.workflows.activity.Call;
import io.tidegate.workflows.activity.Done;
import io.tidegate.workflows.activity.UndoActivities;

/** The way back. */
final class UndoSteps implements UndoActivities {
  private final Attempt attempt;
  private final Undoing undoing;
  private final ProducersBack producers;
  private final Fencing fencing;
  private final CanaryLeft canary;
  private final Replicating replicating;
  private final Stranding stranding;

  UndoSteps(
      Attempt attempt,
      Undoing undoing,
      ProducersBack producers,
      Fencing fencing,
      CanaryLeft canary,
      Replicating replicating,
      Stranding stranding) {
    this.attempt = attempt;
    this.undoing = undoing;
    this.producers = producers;
    this.fencing = fencing;
    this.canary = canary;
    this.replicating = replicating;
    this.stranding = stranding;
  }

  @Override
  public Done requireSourceQuiet(Call call) {
    return attempt.run(pulse -> undoing.requireSourceQuiet(call));
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
    return attempt.run(pulse -> fencing.remove(call, Fence.Purpose.CONSUMERS));
  }

  @Override
  public Done removeFreeze(Call call) {
    return attempt.run(
        pulse -> canary.afterRollback(call, fencing.removeFreeze(call, pulse), pulse));
  }

  @Override
  public Done resumeGroupSync(Call call) {
    return attempt.run(pulse -> replicating.resumeGroupSync(call, pulse));
  }

  @Override
  public Stranded countStranded(Call call) {
    return attempt.run(pulse -> stranding.count(call, pulse));
  }

  @Override
  public Stranded drainTarget(Call call) {
    return attempt.run(pulse -> stranding.drained(call, pulse));
  }

  @Override
  public Done startTargetProducers(Call call) {
    return attempt.run(pulse -> producers.startOnTarget(call, pulse));
  }

  @Override
  public Done stopTargetProducers(Call call) {
    return attempt.run(pulse -> producers.stopOnTarget(call, pulse));
  }

  @Override
  public Done startTopics(Call call) {
    return attempt.run(pulse -> replicating.startTopics(call, pulse));
  }

  @Override
  public Done unfenceProducers(Call call) {
    return attempt.run(pulse -> fencing.remove(call, Fence.Purpose.PRODUCERS));
  }

  @Override
  public Done startSourceProducers(Call call) {
    return attempt.run(pulse -> producers.startOnSource(call, pulse));
  }
}
