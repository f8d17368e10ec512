package io.tidegate.workflows;

import java.time.Instant;

/**
 * A time in which applications may be stopped.
 *
 * @param closes after {@code opens}; no longer part of it
 */
public record Window(Instant opens, Instant closes) {
  public Window {
    if (!closes.isAfter(opens)) {
      throw new IllegalArgumentException(
          "a change window that opens at " + opens + " must close later, not at " + closes);
    }
  }

  boolean holds(Instant moment) {
    return !moment.isBefore(opens) && moment.isBefore(closes);
  }
}
