package io.tidegate.workflows;

import io.temporal.activity.ActivityCancellationType;
import io.temporal.activity.ActivityOptions;
import io.temporal.common.RetryOptions;
import io.temporal.workflow.Workflow;
import io.tidegate.workflows.activity.DryRunActivities;
import io.tidegate.workflows.activity.Failures;
import io.tidegate.workflows.activity.KafkaActivities;
import io.tidegate.workflows.activity.LedgerActivities;
import io.tidegate.workflows.activity.RehearsalActivities;
import io.tidegate.workflows.activity.UndoActivities;
import io.tidegate.workflows.activity.WatchActivities;
import java.time.Duration;

/**
 * How long each activity may take, in one place. Attempts are unlimited within schedule-to-close:
 * three attempts would give up after seconds, and each crash of a worker costs one.
 *
 * <p>Schedule-to-close runs while no worker is up, too, and would park steps that nobody has tried.
 * So a call that no worker took within {@link #TAKEN} ends as such, which {@link StepRunner} does
 * not count: it asks again, with all its time before it. Calls of the ledger have no limit.
 *
 * <p>What a stop does to a call under way: one that changes something, or watches, is waited for,
 * at most its heartbeat timeout, so that nothing of a step still acts when its undo begins; one
 * that only reads is told and not waited for; one that is short, or belongs to the ledger, is left
 * to end by itself under its fence. Fewer requests to cancel are no luxury either: the in-JVM
 * server stops serving a workflow that asks to cancel an activity which ends at that very moment.
 */
final class Stubs {
  private static final Duration HEARTBEAT = Duration.ofSeconds(15);

  /** Longer than a worker's restart; shorter than every schedule-to-close. */
  private static final Duration TAKEN = Duration.ofMinutes(1);

  /** A minute for the calls, and one until a target counts as away. */
  private static final Duration UNDO_MIN = Duration.ofMinutes(2);

  private static final ActivityCancellationType WAITED_FOR =
      ActivityCancellationType.WAIT_CANCELLATION_COMPLETED;
  private static final ActivityCancellationType TOLD = ActivityCancellationType.TRY_CANCEL;
  private static final ActivityCancellationType LEFT_ALONE = ActivityCancellationType.ABANDON;

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
        LedgerActivities.class,
        options(queues.ledger(), Duration.ofSeconds(10), LEFT_ALONE).build());
  }

  /** inventory, freeze, unfreeze, which may wait for a canary's members, drift check, sheet. */
  KafkaActivities brief() {
    return kafka(limited(queues.kafka(), Duration.ofMinutes(1), Duration.ofMinutes(5), LEFT_ALONE));
  }

  /** Resolving positions reads as much as the groups lag. */
  KafkaActivities resolving() {
    return kafka(
        limited(queues.kafka(), Duration.ofMinutes(10), Duration.ofMinutes(45), TOLD)
            .setHeartbeatTimeout(Duration.ofSeconds(30)));
  }

  /** What a dry run builds and does not do. */
  DryRunActivities dryRun() {
    return Workflow.newActivityStub(
        DryRunActivities.class,
        limited(queues.kafka(), Duration.ofMinutes(2), Duration.ofMinutes(10), TOLD)
            .setHeartbeatTimeout(HEARTBEAT)
            .build());
  }

  /** As {@link #resolving}, for a rehearsal. */
  RehearsalActivities taking() {
    return rehearsal(
        limited(queues.kafka(), Duration.ofMinutes(10), Duration.ofMinutes(45), TOLD)
            .setHeartbeatTimeout(Duration.ofSeconds(30)));
  }

  /** As {@link #seeding}, for a rehearsal. */
  RehearsalActivities shadowing() {
    return rehearsal(
        limited(queues.kafka(), Duration.ofMinutes(2), Duration.ofMinutes(10), WAITED_FOR)
            .setHeartbeatTimeout(HEARTBEAT));
  }

  /**
   * As {@link #switching}, for a rehearsal.
   *
   * @param asking how long all who are asked may take together
   */
  RehearsalActivities startingShadows(Duration asking) {
    return rehearsal(
        limited(
                queues.kafka(),
                asking.plusMinutes(1),
                asking.multipliedBy(2).plusMinutes(7),
                WAITED_FOR)
            .setHeartbeatTimeout(HEARTBEAT));
  }

  /** As {@link #watching}, for a rehearsal. */
  RehearsalActivities readingShadows(Duration most) {
    return rehearsal(
        limited(queues.watch(), most.plusMinutes(5), most.plusHours(1), WAITED_FOR)
            .setHeartbeatTimeout(Duration.ofSeconds(20)));
  }

  /**
   * As {@link #undoing}, for a rehearsal: a member that died is waited for too.
   *
   * @param asking how long all who are asked may take together
   */
  RehearsalActivities removingShadows(Duration asking) {
    Duration startToClose = asking.plus(UNDO_MIN).plusMinutes(1);
    return rehearsal(
        limited(queues.undo(), startToClose, startToClose.multipliedBy(2), WAITED_FOR)
            .setHeartbeatTimeout(HEARTBEAT));
  }

  private static RehearsalActivities rehearsal(ActivityOptions.Builder options) {
    return Workflow.newActivityStub(RehearsalActivities.class, options.build());
  }

  /** The stable reads of the anchor. */
  KafkaActivities anchoring() {
    return kafka(
        limited(queues.kafka(), Duration.ofMinutes(2), Duration.ofMinutes(10), LEFT_ALONE)
            .setHeartbeatTimeout(HEARTBEAT));
  }

  /** Deny ACLs: waited for, since their undo removes them. */
  KafkaActivities fencing() {
    return kafka(
        limited(queues.kafka(), Duration.ofMinutes(2), Duration.ofMinutes(10), WAITED_FOR)
            .setHeartbeatTimeout(HEARTBEAT));
  }

  /** The write of the target offsets. */
  KafkaActivities seeding() {
    return kafka(
        limited(queues.kafka(), Duration.ofMinutes(2), Duration.ofMinutes(10), WAITED_FOR)
            .setHeartbeatTimeout(HEARTBEAT));
  }

  /**
   * Stop and start of a switch that may take {@code within}, and what the replicator is told, which
   * may take as long.
   */
  KafkaActivities switching(Duration within) {
    return kafka(
        limited(queues.kafka(), within.plusMinutes(1), within.plusMinutes(8), WAITED_FOR)
            .setHeartbeatTimeout(HEARTBEAT));
  }

  /** A wait for at most {@code window}. */
  WatchActivities watching(Duration window) {
    return Workflow.newActivityStub(
        WatchActivities.class,
        limited(queues.watch(), window.plusMinutes(5), window.plusHours(1), WAITED_FOR)
            .setHeartbeatTimeout(Duration.ofSeconds(20))
            .build());
  }

  /** A notice: short, and given up in the end. */
  WatchActivities announcing() {
    return Workflow.newActivityStub(
        WatchActivities.class,
        options(queues.watch(), Duration.ofSeconds(10), LEFT_ALONE)
            .setScheduleToCloseTimeout(Duration.ofMinutes(10))
            .build());
  }

  /**
   * An undo. Attempts go on for twice the time of one, so that a worker may die in the middle; then
   * a person is told.
   *
   * @param asked how long switches and the waits for their effect may take within it
   */
  UndoActivities undoing(Duration asked) {
    Duration startToClose = asked.plus(UNDO_MIN);
    return Workflow.newActivityStub(
        UndoActivities.class,
        limited(queues.undo(), startToClose, startToClose.multipliedBy(2), WAITED_FOR)
            .setHeartbeatTimeout(HEARTBEAT)
            .build());
  }

  private static KafkaActivities kafka(ActivityOptions.Builder options) {
    return Workflow.newActivityStub(KafkaActivities.class, options.build());
  }

  private static ActivityOptions.Builder limited(
      String queue,
      Duration startToClose,
      Duration scheduleToClose,
      ActivityCancellationType onStop) {
    return options(queue, startToClose, onStop)
        .setScheduleToStartTimeout(TAKEN)
        .setScheduleToCloseTimeout(scheduleToClose);
  }

  private static ActivityOptions.Builder options(
      String queue, Duration startToClose, ActivityCancellationType onStop) {
    return ActivityOptions.newBuilder()
        .setTaskQueue(queue)
        .setStartToCloseTimeout(startToClose)
        .setRetryOptions(RETRY)
        .setCancellationType(onStop)
        .setDisableEagerExecution(true);
  }
}
