package io.tidegate.workflows;

import io.temporal.api.enums.v1.EventType;
import io.temporal.api.history.v1.HistoryEvent;
import io.temporal.client.WorkflowClient;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.locks.LockSupport;

/** The history of a workflow as the service has it. */
final class History {
  private static final Duration DEADLINE = Duration.ofSeconds(60);
  private static final long POLL_NS = 20_000_000;

  private final WorkflowClient client;
  private final String workflowId;

  private History(WorkflowClient client, String workflowId) {
    this.client = client;
    this.workflowId = workflowId;
  }

  static History of(WorkflowClient client, String workflowId) {
    return new History(client, workflowId);
  }

  int events() {
    return client.fetchHistory(workflowId).getEvents().size();
  }

  long bytes() {
    return client.fetchHistory(workflowId).getEvents().stream()
        .mapToLong(HistoryEvent::getSerializedSize)
        .sum();
  }

  String json() {
    return client.fetchHistory(workflowId).toJson(false);
  }

  /** Waits for the first event of a type. */
  HistoryEvent await(EventType type) {
    long deadline = System.nanoTime() + DEADLINE.toNanos();
    while (System.nanoTime() < deadline) {
      Optional<HistoryEvent> found =
          client.fetchHistory(workflowId).getEvents().stream()
              .filter(event -> event.getEventType() == type)
              .findFirst();
      if (found.isPresent()) {
        return found.get();
      }
      LockSupport.parkNanos(POLL_NS);
    }
    throw new AssertionError("no " + type + " in " + workflowId + " within " + DEADLINE);
  }
}
