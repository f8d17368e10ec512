package io.tidegate.worker;

import com.codahale.metrics.health.HealthCheck;
import io.grpc.Status;
import io.grpc.StatusRuntimeException;
import io.temporal.api.enums.v1.EventType;
import io.temporal.client.WorkflowClient;
import io.temporal.client.WorkflowNotFoundException;
import io.temporal.common.WorkflowExecutionHistory;
import io.temporal.worker.NonDeterministicException;
import io.temporal.worker.Worker;
import io.temporal.worker.WorkerFactory;
import io.tidegate.ledger.Ledger;
import io.tidegate.workflows.Queues;
import io.tidegate.workflows.RollbackWorkflow;
import io.tidegate.workflows.WaveWorkflow;
import io.tidegate.workflows.Workflows;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.Collectors;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Replays what is open in the ledger before anything is polled. A build whose workflow code does
 * not fit an open wave would fail each task of it: such a worker takes no work and is not healthy,
 * and says which wave.
 *
 * <p>The limit: what an open history decided last is compared only when something came after it, so
 * a step that was added where a wave is parked is not seen. A wave that Temporal does not have, or
 * of which nobody has decided anything yet, is not in the way. One that could not be replayed for
 * another reason is named, and does not keep the worker from its work.
 */
final class OpenHistories extends HealthCheck {
  private static final Logger LOG = LoggerFactory.getLogger(OpenHistories.class);

  /** The SDK's own code for a history that does not fit. */
  private static final String MISFIT = "[TMPRL1100]";

  private static final Set<Status.Code> AWAY =
      Set.of(Status.Code.UNAVAILABLE, Status.Code.DEADLINE_EXCEEDED);

  private final Ledger ledger;
  private final WorkflowClient client;
  private final Queues queues;
  private final Map<String, String> misfits = new TreeMap<>();
  private final Map<String, String> unclear = new TreeMap<>();
  private int replayed;

  OpenHistories(Ledger ledger, WorkflowClient client, Queues queues) {
    this.ledger = ledger;
    this.client = client;
    this.queues = queues;
  }

  /** False when one does not fit. Reads and replays each once; seconds for a wave of 100 units. */
  synchronized boolean fit() {
    replay(
        ledger.waves().openWaves().stream()
            .flatMap(wave -> workflows(wave.wave()).stream())
            .toList());
    return misfits.isEmpty();
  }

  private void replay(List<String> workflows) {
    WorkerFactory factory = WorkerFactory.newInstance(client, Workflows.factoryOptions());
    try {
      Worker worker = factory.newWorker(queues.ledger(), Workflows.ledgerWorker(Duration.ZERO, 1));
      Workflows.register(worker);
      boolean away = false;
      for (String workflow : workflows) {
        if (away) {
          unclear.put(workflow, "Temporal did not answer");
        } else {
          away = !replay(worker, workflow);
        }
      }
    } finally {
      factory.shutdownNow();
    }
  }

  private List<String> workflows(String wave) {
    List<String> ids = new ArrayList<>();
    ids.add(WaveWorkflow.id(wave));
    ids.add(RollbackWorkflow.id(wave));
    for (int number : ledger.rollbacks().numbers(wave)) {
      if (number > 0) {
        ids.add(RollbackWorkflow.id(wave, number));
      }
    }
    return ids;
  }

  /** Empty where there is none, or nothing was decided in it. */
  private Optional<WorkflowExecutionHistory> history(String workflow) {
    try {
      return Optional.of(client.fetchHistory(workflow))
          .filter(
              history ->
                  history.getHistory().getEventsList().stream()
                      .anyMatch(
                          event ->
                              event.getEventType()
                                  == EventType.EVENT_TYPE_WORKFLOW_TASK_COMPLETED));
    } catch (WorkflowNotFoundException e) {
      return Optional.empty();
    } catch (StatusRuntimeException e) {
      if (e.getStatus().getCode() == Status.Code.NOT_FOUND) {
        return Optional.empty();
      }
      throw e;
    }
  }

  /** False when Temporal did not answer: it need not be asked for the others then. */
  private boolean replay(Worker worker, String workflow) {
    try {
      Optional<WorkflowExecutionHistory> history = history(workflow);
      if (history.isPresent()) {
        worker.replayWorkflowExecution(history.get());
        replayed++;
      }
      unclear.remove(workflow);
    } catch (Exception e) {
      String why = reason(e);
      if (isMisfit(e)) {
        LOG.error("This build does not fit the open history of {}: {}", workflow, why);
        misfits.put(workflow, why);
        unclear.remove(workflow);
      } else {
        LOG.warn("The open history of {} could not be replayed", workflow, e);
        unclear.put(workflow, why);
        return !isAway(e);
      }
    }
    return true;
  }

  private static boolean isAway(Throwable failure) {
    for (Throwable cause = failure; cause != null; cause = cause.getCause()) {
      if (cause instanceof StatusRuntimeException status
          && AWAY.contains(status.getStatus().getCode())) {
        return true;
      }
    }
    return false;
  }

  /** Of an open history the SDK tells it only in the text of a failed query. */
  private static boolean isMisfit(Throwable failure) {
    for (Throwable cause = failure; cause != null; cause = cause.getCause()) {
      if (cause instanceof NonDeterministicException
          || String.valueOf(cause.getMessage()).contains(MISFIT)) {
        return true;
      }
    }
    return false;
  }

  /** The line that says what does not fit, if there is one. */
  private static String reason(Throwable failure) {
    Throwable root = failure;
    while (root.getCause() != null && root.getCause() != root) {
      root = root.getCause();
    }
    List<String> lines = String.valueOf(root.getMessage()).lines().toList();
    return lines.stream()
        .filter(line -> line.contains(MISFIT))
        .map(line -> line.substring(line.indexOf(MISFIT)))
        .findFirst()
        .orElse(lines.isEmpty() ? "" : lines.get(0));
  }

  /** What could not be replayed before is tried again. */
  @Override
  protected synchronized Result check() {
    if (!unclear.isEmpty()) {
      replay(List.copyOf(unclear.keySet()));
    }
    if (!misfits.isEmpty()) {
      return Result.unhealthy(
          "this build does not fit open histories, and takes no work where that was seen before its first"
              + " poll; run the build that wrote them, or close these waves: "
              + told(misfits));
    }
    if (!unclear.isEmpty()) {
      return Result.unhealthy("open histories could not be replayed: " + told(unclear));
    }
    return Result.healthy(replayed + " open histories fit this build");
  }

  private static String told(Map<String, String> workflows) {
    return workflows.entrySet().stream()
        .map(each -> each.getKey() + ": " + each.getValue())
        .collect(Collectors.joining("; "));
  }
}
