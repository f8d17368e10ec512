package io.tidegate.workflows.view;

import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * One step of one unit.
 *
 * @param reason why it is parked, skipped or undone, or what it found; null when there is nothing
 *     to say
 */
public record StepView(
    String step,
    State state,
    @Nullable Instant startedAt,
    @Nullable Instant endedAt,
    @Nullable String reason) {

  /** One that is undone may run again; one that is skipped is left out of this wave. */
  public enum State {
    PENDING,
    RUNNING,
    PARKED,
    DONE,
    SKIPPED,
    UNDONE
  }
}
