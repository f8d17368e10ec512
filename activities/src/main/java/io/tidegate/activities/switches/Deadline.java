package io.tidegate.activities.switches;

import java.time.Duration;
import java.util.concurrent.TimeUnit;

/**
 * A moment by which something must have ended, on the monotonic clock: a wall clock that is set
 * does not move it.
 */
record Deadline(long nanoTime) {
  static Deadline in(Duration bound) {
    return new Deadline(System.nanoTime() + bound.toNanos());
  }

  boolean passed() {
    return System.nanoTime() - nanoTime >= 0;
  }

  /** {@code wait}, or what is left where that is less; never negative. */
  Duration orSooner(Duration wait) {
    long left = Math.max(0, nanoTime - System.nanoTime());
    return Duration.ofNanos(Math.min(left, wait.toNanos()));
  }

  /** Waits so long, or until the moment; whether there is time left after it. */
  boolean pause(Duration wait) {
    try {
      TimeUnit.MILLISECONDS.sleep(orSooner(wait).toMillis());
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      return false;
    }
    return !passed();
  }
}
