package io.tidegate.worker;

import io.dropwizard.lifecycle.Managed;
import io.temporal.client.WorkflowClient;
import io.temporal.common.interceptors.WorkerInterceptor;
import io.temporal.worker.Worker;
import io.temporal.worker.WorkerFactory;
import io.tidegate.activities.Activities;
import io.tidegate.workflows.Queues;
import io.tidegate.workflows.Workflows;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.TimeUnit;

/** Polls the four task queues from the process's start to its stop. */
final class TaskQueues implements Managed {
  private static final Duration STOP_WITHIN = Duration.ofSeconds(8);

  private final WorkerFactory factory;
  private final OpenHistories open;

  /**
   * @param open is looked at before the first poll
   * @param sticky see {@link Workflows#STICKY}
   * @param interceptors see {@link WorkerProcess#start(Path, Map, WorkerInterceptor...)}
   */
  TaskQueues(
      OpenHistories open,
      WorkflowClient client,
      Queues queues,
      Activities activities,
      Duration sticky,
      int ledgerConnections,
      WorkerInterceptor... interceptors) {
    this.open = open;
    factory =
        WorkerFactory.newInstance(
            client,
            Workflows.factoryOptions().toBuilder().setWorkerInterceptors(interceptors).build());
    Worker decides =
        factory.newWorker(queues.ledger(), Workflows.ledgerWorker(sticky, ledgerConnections));
    Workflows.register(decides);
    decides.registerActivitiesImplementations(activities.ledger());
    factory
        .newWorker(queues.kafka(), Workflows.kafkaWorker(sticky))
        .registerActivitiesImplementations(
            activities.kafka(), activities.dryRun(), activities.rehearsal());
    factory
        .newWorker(queues.watch(), Workflows.watchWorker(sticky))
        .registerActivitiesImplementations(activities.watch(), activities.rehearsal());
    factory
        .newWorker(queues.undo(), Workflows.undoWorker(sticky))
        .registerActivitiesImplementations(activities.undo(), activities.rehearsal());
  }

  /** Nothing is polled by a build that does not fit what is open. */
  @Override
  public void start() {
    if (open.fit()) {
      factory.start();
    }
  }

  /** True while work is asked for. */
  boolean isPolling() {
    return factory.isStarted() && !factory.isShutdown();
  }

  /**
   * Running activities are interrupted; another worker takes them up after their heartbeat timeout.
   */
  @Override
  public void stop() {
    factory.shutdownNow();
    factory.awaitTermination(STOP_WITHIN.toMillis(), TimeUnit.MILLISECONDS);
  }
}
