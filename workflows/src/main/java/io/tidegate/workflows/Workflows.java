package io.tidegate.workflows;

import io.temporal.worker.Worker;
import io.temporal.worker.WorkerFactoryOptions;
import io.temporal.worker.WorkerOptions;
import io.temporal.worker.tuning.PollerBehaviorAutoscaling;
import java.time.Duration;

/** The door for a worker process: what to register, and the options that were measured. */
public final class Workflows {

  /** On a real server: after it, another worker takes over a cached workflow. */
  public static final Duration STICKY = Duration.ofSeconds(5);

  /**
   * On the in-JVM server every open workflow hangs after a worker's restart unless nothing is
   * sticky.
   */
  public static final Duration STICKY_EMBEDDED = Duration.ZERO;

  private static final int CACHE = 600;
  private static final int WORKFLOW_THREADS =
      4_000; // at least the units of all cached waves, and 3 a wave
  private static final int WORKFLOW_TASK_SLOTS = 50;

  /**
   * The first workflow tasks of a process load their classes, on a busy machine for longer than the
   * SDK's own second; a task that fails for it is tried again after ten.
   */
  private static final Duration WITHOUT_YIELD_MAX = Duration.ofSeconds(5);

  private static final Duration HEARTBEAT_THROTTLE_MAX = Duration.ofSeconds(2);

  private Workflows() {}

  /** Registers both workflows with the worker of {@link Queues#ledger()}. */
  public static void register(Worker worker) {
    worker.registerWorkflowImplementationTypes(Wave.class, Rollback.class);
  }

  public static WorkerFactoryOptions factoryOptions() {
    return WorkerFactoryOptions.newBuilder()
        .setWorkflowCacheSize(CACHE)
        .setMaxWorkflowThreadCount(WORKFLOW_THREADS)
        .build();
  }

  /**
   * Of the worker on {@link Queues#ledger()}.
   *
   * @param sticky {@link #STICKY} or {@link #STICKY_EMBEDDED}
   * @param ledgerConnections of the database's pool: more activities at once would only wait for
   *     one
   */
  public static WorkerOptions ledgerWorker(Duration sticky, int ledgerConnections) {
    return common(sticky)
        .setMaxConcurrentWorkflowTaskExecutionSize(WORKFLOW_TASK_SLOTS)
        .setWorkflowTaskPollersBehavior(pollers())
        .setMaxConcurrentActivityExecutionSize(ledgerConnections)
        .build();
  }

  /** Of the worker on {@link Queues#kafka()}. */
  public static WorkerOptions kafkaWorker(Duration sticky) {
    return common(sticky).setMaxConcurrentActivityExecutionSize(20).build();
  }

  /** Of the worker on {@link Queues#watch()}: long waits, which cost a thread each and no more. */
  public static WorkerOptions watchWorker(Duration sticky) {
    return common(sticky).setMaxConcurrentActivityExecutionSize(1_000).build();
  }

  /** Of the worker on {@link Queues#undo()}: every unit of the largest wave at once. */
  public static WorkerOptions undoWorker(Duration sticky) {
    return common(sticky).setMaxConcurrentActivityExecutionSize(150).build();
  }

  private static WorkerOptions.Builder common(Duration sticky) {
    return WorkerOptions.newBuilder()
        .setStickyQueueScheduleToStartTimeout(sticky)
        .setDefaultDeadlockDetectionTimeout(WITHOUT_YIELD_MAX.toMillis())
        .setMaxHeartbeatThrottleInterval(HEARTBEAT_THROTTLE_MAX)
        .setActivityTaskPollersBehavior(pollers());
  }

  private static PollerBehaviorAutoscaling pollers() {
    return new PollerBehaviorAutoscaling(2, 20, 5);
  }
}
