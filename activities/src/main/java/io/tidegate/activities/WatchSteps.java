package io.tidegate.activities;

import io.tidegate.workflows.activity.Call;
import io.tidegate.workflows.activity.Done;
import io.tidegate.workflows.activity.KafkaActivities.Judge;
import io.tidegate.workflows.activity.WatchActivities;
import java.util.List;

/** The long waits. */
final class WatchSteps implements WatchActivities {
  private final Attempt attempt;
  private final Arrival arrival;
  private final Observing observing;
  private final Announcing announcing;
  private final NotServed notServed;

  WatchSteps(
      Attempt attempt,
      Arrival arrival,
      Observing observing,
      Announcing announcing,
      NotServed notServed) {
    this.attempt = attempt;
    this.arrival = arrival;
    this.observing = observing;
    this.announcing = announcing;
    this.notServed = notServed;
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
    return attempt.run(pulse -> notServed.producers(call));
  }

  @Override
  public Done awaitProducing(Call call) {
    return attempt.run(pulse -> notServed.producers(call));
  }

  @Override
  public Observed observeProducers(Observe call) {
    return attempt.run(
        pulse ->
            new Observed(
                call.judge().call().key(),
                "",
                List.of(),
                notServed.producers(call.judge().call()).note(),
                null));
  }

  @Override
  public Done announce(Notice call) {
    return attempt.run(pulse -> announcing.announce(call, pulse));
  }
}
