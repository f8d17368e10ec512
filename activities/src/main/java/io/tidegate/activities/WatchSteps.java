package io.tidegate.activities;

import io.tidegate.workflows.activity.Call;
import io.tidegate.workflows.activity.Done;
import io.tidegate.workflows.activity.KafkaActivities.Judge;
import io.tidegate.workflows.activity.WatchActivities;

/** The long waits. */
final class WatchSteps implements WatchActivities {
  private final Attempt attempt;
  private final Arrival arrival;
  private final Observing observing;
  private final Announcing announcing;
  private final Producing producing;

  WatchSteps(
      Attempt attempt,
      Arrival arrival,
      Observing observing,
      Announcing announcing,
      Producing producing) {
    this.attempt = attempt;
    this.arrival = arrival;
    this.observing = observing;
    this.announcing = announcing;
    this.producing = producing;
  }

  @Override
  public Done awaitSourceEmpty(Call call) {
    return attempt.run(pulse -> arrival.awaitSourceEmpty(call, pulse));
  }

  @Override
  public Done awaitTargetAssigned(Call call) {
    return attempt.run(pulse -> arrival.awaitTargetAssigned(call, pulse));
  }

  @Override
  public Done awaitFirstCommits(Judge call) {
    return attempt.run(pulse -> arrival.awaitFirstCommits(call, pulse));
  }

  @Override
  public Observed observe(Observe call) {
    return attempt.run(pulse -> observing.observe(call, pulse));
  }

  @Override
  public Done awaitDrained(Call call) {
    return attempt.run(pulse -> producing.awaitDrained(call, pulse));
  }

  @Override
  public Done awaitProducing(Call call) {
    return attempt.run(pulse -> producing.awaitProducing(call, pulse));
  }

  @Override
  public Observed observeProducers(Observe call) {
    return attempt.run(pulse -> observing.observeProducers(call, pulse));
  }

  @Override
  public Done announce(Notice call) {
    return attempt.run(pulse -> announcing.announce(call, pulse));
  }
}
