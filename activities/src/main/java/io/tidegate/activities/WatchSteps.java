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

  WatchSteps(Attempt attempt, Arrival arrival, Observing observing) {
    this.attempt = attempt;
    this.arrival = arrival;
    this.observing = observing;
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
}
