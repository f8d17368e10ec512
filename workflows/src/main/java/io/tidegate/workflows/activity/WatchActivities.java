package io.tidegate.workflows.activity;

import io.temporal.activity.ActivityInterface;
import io.tidegate.workflows.activity.KafkaActivities.Judge;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;

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
   * at the end. Ends early when a trigger of the unit fires that is not muted.
   */
  Observed observe(Observe call);

  /**
   * Until the unit's topics stand still on the source: ends equal in two reads, no open
   * transaction, the last stable offset at the end, no record younger than the fence. At most the
   * producers' {@code within}; else it fails with {@link Failures#REFUSED} naming the partitions.
   */
  Done awaitDrained(Call call);

  /**
   * After START of the producers: until the target's ends pass the freeze anchors, at most the
   * producers' {@code within}; an application that has nothing to write is no failure. A source
   * whose ends move is: {@link Failures#REFUSED}.
   */
  Done awaitProducing(Call call);

  /**
   * As {@link #observe}, after the producers have moved: the records that only the target has are
   * counted every 30 s too.
   */
  Observed observeProducers(Observe call);

  /** Tells people, one URL of one {@code notify} a call. Never asked again once it has ended. */
  Done announce(Notice call);

  /**
   * What to watch.
   *
   * @param window how long, from the first attempt of this call
   * @param muted the unit's triggers, by their place in the runbook, that have fired before: now
   *     they are findings and end nothing
   */
  record Observe(Judge judge, Duration window, List<Integer> muted) implements AboutCall {
    public Observe {
      muted = List.copyOf(muted);
    }

    @Override
    public Call call() {
      return judge.call();
    }
  }

  /**
   * What was seen in the window, or until a trigger fired.
   *
   * @param findings one line each; empty when the window was quiet
   * @param fired null when the window was watched to its end
   */
  record Observed(
      String key, String evidence, List<String> findings, String note, @Nullable Fired fired)
      implements Echo {}

  /**
   * A written trigger whose condition was met.
   *
   * @param trigger its place among the unit's triggers, from 0
   * @param why one sentence with the value and the bound
   * @param strandedUnread records that only the target has and the unit has not read there; 0 as
   *     long as its producers are on the source
   */
  record Fired(int trigger, String why, long strandedUnread) {}

  /**
   * What people are told.
   *
   * @param url of one {@code notify} of the runbook
   * @param event as the runbook writes it, such as {@code gate-opened}
   * @param gate which gate; null where the event is not about one
   * @param at when it happened; sent in UTC and in the worker's local time
   * @param until when the gate expires; null where the event is not about one
   */
  record Notice(
      Call call,
      String url,
      String event,
      @Nullable String gate,
      String reason,
      Instant at,
      @Nullable Instant until)
      implements AboutCall {}
}
