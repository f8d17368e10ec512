package io.tidegate.api.command;

import io.tidegate.ledger.Ledger;
import io.tidegate.ledger.Workers;
import java.time.Duration;
import java.time.temporal.ChronoUnit;
import java.util.Optional;

/**
 * Whether a worker is there. Each notes every few seconds in the ledger that it asks for work:
 * Temporal itself tells a killed one from a patient one only after minutes.
 */
public final class WorkerWatch {
  /** Several of a worker's notes: beyond it none is there. */
  public static final Duration SILENCE = Duration.ofSeconds(20);

  private final Ledger ledger;
  private final String taskQueue;
  private final Duration silence;

  /**
   * @param silence beyond which a worker that was seen is not there any more
   */
  public WorkerWatch(Ledger ledger, String taskQueue, Duration silence) {
    this.ledger = ledger;
    this.taskQueue = taskQueue;
    this.silence = silence;
  }

  /** Why no wave moves: no worker is there any more. Empty too where none ever was. */
  public Optional<String> away() {
    return ledger
        .workers()
        .last(taskQueue)
        .filter(seen -> seen.ago().compareTo(silence) > 0)
        .map(this::told);
  }

  private String told(Workers.Seen seen) {
    return "no worker is running for task queue %s: the last one, %s, was seen at %s, %d s ago"
        .formatted(
            taskQueue,
            seen.worker(),
            seen.at().truncatedTo(ChronoUnit.SECONDS),
            seen.ago().toSeconds());
  }

  /** Returns while one is there; else throws, for a health check. */
  public void check() {
    if (ledger.workers().last(taskQueue).isEmpty()) {
      throw new IllegalStateException("no worker was ever running for task queue " + taskQueue);
    }
    away()
        .ifPresent(
            why -> {
              throw new IllegalStateException(why);
            });
  }
}
