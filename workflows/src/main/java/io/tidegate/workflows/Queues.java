package io.tidegate.workflows;

/**
 * The four task queues of one installation. Long watchers and rollbacks have their own, so that
 * neither ever waits for a short step.
 *
 * @param prefix {@code temporal.taskQueue} of the configuration
 */
public record Queues(String prefix) {
  public Queues {
    if (prefix.isBlank()) {
      throw new IllegalArgumentException("temporal.taskQueue must not be blank");
    }
  }

  /** Workflows and ledger activities. */
  public String ledger() {
    return prefix;
  }

  public String kafka() {
    return prefix + "-kafka";
  }

  public String watch() {
    return prefix + "-watch";
  }

  public String undo() {
    return prefix + "-undo";
  }
}
