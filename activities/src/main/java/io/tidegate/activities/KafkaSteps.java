package io.tidegate.activities;

import io.tidegate.workflows.activity.Call;
import io.tidegate.workflows.activity.Done;
import io.tidegate.workflows.activity.KafkaActivities;

/** The steps of the way forward; each stands in a class of its own. */
final class KafkaSteps implements KafkaActivities {
  private final Attempt attempt;
  private final Inventory inventory;
  private final Freezing freezing;
  private final Verification verification;
  private final Quiescing quiescing;
  private final Seeding seeding;
  private final Fencing fencing;
  private final CanaryLeft canary;
  private final Replicating replicating;
  private final Producing producing;

  KafkaSteps(
      Attempt attempt,
      Inventory inventory,
      Freezing freezing,
      Verification verification,
      Quiescing quiescing,
      Seeding seeding,
      Fencing fencing,
      CanaryLeft canary,
      Replicating replicating,
      Producing producing) {
    this.attempt = attempt;
    this.inventory = inventory;
    this.freezing = freezing;
    this.verification = verification;
    this.quiescing = quiescing;
    this.seeding = seeding;
    this.fencing = fencing;
    this.canary = canary;
    this.replicating = replicating;
    this.producing = producing;
  }

  @Override
  public Inventoried inventory(Call call) {
    return attempt.run(pulse -> inventory.take(call, pulse));
  }

  @Override
  public Frozen freeze(Call call) {
    return attempt.run(pulse -> freezing.freeze(call));
  }

  @Override
  public Drifted checkDrift(Judge call) {
    return attempt.run(pulse -> freezing.drift(call));
  }

  @Override
  public Verified verify(Call call) {
    return attempt.run(pulse -> verification.verify(call, pulse));
  }

  @Override
  public Rechecked recheck(Judge call) {
    return attempt.run(pulse -> verification.recheck(call, pulse));
  }

  @Override
  public Done writeBreakGlass(Call call) {
    return attempt.run(pulse -> quiescing.writeBreakGlass(call, pulse));
  }

  @Override
  public Done stopSource(Call call) {
    return attempt.run(pulse -> quiescing.stopSource(call, pulse));
  }

  @Override
  public Anchored readAnchor(Call call) {
    return attempt.run(pulse -> quiescing.readAnchor(call, pulse));
  }

  @Override
  public Finals resolveFinal(Judge call) {
    return attempt.run(pulse -> verification.resolveFinal(call, pulse));
  }

  @Override
  public Done seed(Judge call) {
    return attempt.run(pulse -> seeding.seed(call, pulse));
  }

  @Override
  public Done startTarget(Call call) {
    return attempt.run(pulse -> seeding.startTarget(call, pulse));
  }

  @Override
  public Done unfreeze(Call call) {
    return attempt.run(pulse -> canary.afterUnfreeze(call, fencing.unfreeze(call), pulse));
  }

  @Override
  public Done denyAlter(Call call) {
    return attempt.run(pulse -> fencing.denyAlter(call));
  }

  @Override
  public Done fenceSource(Call call) {
    return attempt.run(pulse -> seeding.fenceSource(call));
  }

  @Override
  public Done pauseGroupSync(Call call) {
    return attempt.run(pulse -> replicating.pauseGroupSync(call, pulse));
  }

  @Override
  public Done stopProducers(Call call) {
    return attempt.run(pulse -> producing.stop(call, pulse));
  }

  @Override
  public Done fenceProducers(Call call) {
    return attempt.run(pulse -> producing.fence(call));
  }

  @Override
  public TailProven proveTail(Call call) {
    return attempt.run(pulse -> producing.proveTail(call, pulse));
  }

  @Override
  public Done stopTopics(Call call) {
    return attempt.run(pulse -> replicating.stopTopics(call, pulse));
  }

  @Override
  public Done startProducers(Call call) {
    return attempt.run(pulse -> producing.start(call, pulse));
  }
}
