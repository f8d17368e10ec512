package io.tidegate.parity;

import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;

/** How long a check waits for a pipe: short pauses that grow, until the time is up. */
final class Patience {
  private static final Duration FIRST = Duration.ofMillis(200);
  private static final Duration LONGEST = Duration.ofSeconds(2);
  private static final int MOST_PAUSES = 10_000;

  private final InstantSource clock;
  private final Pause pause;
  private final Instant deadline;
  private Duration step = FIRST;
  private int pauses;
  private boolean inVain;

  Patience(InstantSource clock, Pause pause, Duration atMost) {
    this.clock = clock;
    this.pause = pause;
    this.deadline = clock.instant().plus(atMost);
  }

  /** The same with no time left. */
  Patience spent() {
    return new Patience(clock, pause, Duration.ZERO);
  }

  /** Whether there is no time left for another look. */
  boolean over() {
    return pauses >= MOST_PAUSES || !clock.instant().isBefore(deadline);
  }

  /** Whether somebody wanted to wait on when the time was up: reading alone may take that long. */
  boolean inVain() {
    return inVain;
  }

  /** Waits a little; false, at once, when the time is up. */
  boolean waited() {
    if (over()) {
      inVain = true;
      return false;
    }
    Duration left = Duration.between(clock.instant(), deadline);
    pause.pause(step.compareTo(left) < 0 ? step : left);
    pauses++;
    step = step.multipliedBy(2).compareTo(LONGEST) < 0 ? step.multipliedBy(2) : LONGEST;
    return true;
  }
}
