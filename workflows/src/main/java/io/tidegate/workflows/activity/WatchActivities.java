package io.tidegate.workflows.activity;

import io.temporal.activity.ActivityInterface;
import io.tidegate.workflows.activity.KafkaActivities.Judge;
import java.time.Duration;
import java.util.List;

/**
 * Long waits, on queue {@link io.tidegate.workflows.Queues#watch()}, so that they never starve a
 * short step. They heartbeat.
 */
@ActivityInterface
public interface WatchActivities {

  /** Until every source group of the unit is EMPTY, at most the switch's {@code within}. */
  Done awaitSourceEmpty(Call call);

  /**
   * Until every target group has members that hold exactly the expected assignment, at most the
   * switch's {@code within}.
   */
  Done awaitTargetAssigned(Call call);

  /**
   * Until the first commit of each partition with unread records lies in [resume point, end], with
   * the source group EMPTY and unmoved. {@code evidence} is that of {@link
   * KafkaActivities#resolveFinal}.
   */
  Done awaitFirstCommits(Judge call);

  /**
   * Watches the unit for a time: lag, group state on both sides, freeze drift, and every 30 s the
   * target's commits mapped back to the source and stored; asks the application's reconcile probe
   * at the end.
   */
  Observed observe(Observe call);

  record Observe(Judge judge, Duration window) {}

  /**
   * What was seen in the window.
   *
   * @param findings one line each; empty when the window was quiet
   */
  record Observed(String key, String evidence, List<String> findings, String note)
      implements Echo {}
}
