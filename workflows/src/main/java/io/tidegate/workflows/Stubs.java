package io.tidegate.workflows;

import io.temporal.activity.ActivityCancellationType;
import io.temporal.activity.ActivityOptions;
import io.temporal.common.RetryOptions;
import io.temporal.workflow.Workflow;
import io.tidegate.workflows.activity.Failures;
import io.tidegate.workflows.activity.KafkaActivities;
import io.tidegate.workflows.activity.LedgerActivities;
import io.tidegate.workflows.activity.UndoActivities;
import io.tidegate.workflows.activity.WatchActivities;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/**
 * How long each activity may take, in one place. Attempts are unlimited within schedule-to-close:
 * three attempts would give up after seconds, and each crash of a worker costs one. ScheduleToStart
 * is never set: a queue without a worker is waited for.
 *
 * <p>A cancelled activity is waited for, at most its heartbeat timeout, so that nothing of a step
 * still acts when its undo begins.
 */
final class Stubs {
  private static final Duration HEARTBEAT = Duration.ofSeconds(15);
  private static final Duration UNDO_START_TO_CLOSE = Duration.ofMinutes(2);

  private static final RetryOptions RETRY =
      RetryOptions.newBuilder()
          .setInitialInterval(Duration.ofSeconds(1))
          .setBackoffCoefficient(2)
          .setMaximumInterval(Duration.ofSeconds(10))
          .setDoNotRetry(
              Failures.STALE_FENCE, Failures.LEASE_HELD, Failures.UNAUTHORIZED, Failures.REFUSED)
          .build();

  private final Queues queues;

  Stubs(Queues queues) {
    this.queues = queues;
  }

  /** Without a limit: nothing can even park without the ledger. */
  LedgerActivities ledger() {
    return Workflow.newActivityStub(
        LedgerActivities.class, options(queues.ledger(), Duration.ofSeconds(10), null, null));
  }

  /** inventory, freeze, unfreeze, drift check, recheck, break-glass sheet. */
  KafkaActivities brief() {
    return kafka(Duration.ofSeconds(30), Duration.ofMinutes(5), null);
  }

  /** Resolving positions reads as much as the groups lag. */
  KafkaActivities resolving() {
    return kafka(Duration.ofMinutes(10), Duration.ofMinutes(45), Duration.ofSeconds(30));
  }

  /** Seed, and the stable reads of the anchor. */
  KafkaActivities seeding() {
    return kafka(Duration.ofMinutes(2), Duration.ofMinutes(10), HEARTBEAT);
  }

  /** Stop and start of a switch that may take {@code within}. */
  KafkaActivities switching(Duration within) {
    return kafka(within.plusMinutes(1), within.plusMinutes(8), HEARTBEAT);
  }

  /** A wait for at most {@code window}. */
  WatchActivities watching(Duration window) {
    return Workflow.newActivityStub(
        WatchActivities.class,
        options(
            queues.watch(), window.plusMinutes(5), window.plusHours(1), Duration.ofSeconds(20)));
  }

  /** An undo, with the switch's {@code within} inside it. */
  UndoActivities undoing(Duration within) {
    Duration startToClose = within.plusMinutes(1);
    return Workflow.newActivityStub(
        UndoActivities.class,
        options(
            queues.undo(),
            startToClose.compareTo(UNDO_START_TO_CLOSE) > 0 ? startToClose : UNDO_START_TO_CLOSE,
            Duration.ofMinutes(30),
            HEARTBEAT));
  }

  private KafkaActivities kafka(
      Duration startToClose, Duration scheduleToClose, @Nullable Duration heartbeat) {
    return Workflow.newActivityStub(
        KafkaActivities.class, options(queues.kafka(), startToClose, scheduleToClose, heartbeat));
  }

  private static ActivityOptions options(
      String queue,
      Duration startToClose,
      @Nullable Duration scheduleToClose,
      @Nullable Duration heartbeat) {
    ActivityOptions.Builder options =
        ActivityOptions.newBuilder()
            .setTaskQueue(queue)
            .setStartToCloseTimeout(startToClose)
            .setRetryOptions(RETRY)
            .setCancellationType(ActivityCancellationType.WAIT_CANCELLATION_COMPLETED)
            .setDisableEagerExecution(true);
    if (scheduleToClose != null) {
      options.setScheduleToCloseTimeout(scheduleToClose);
    }
    if (heartbeat != null) {
      options.setHeartbeatTimeout(heartbeat);
    }
    return options.build();
  }
}
