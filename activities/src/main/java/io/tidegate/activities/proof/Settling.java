package io.tidegate.activities.proof;

import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;

/**
 * The time for which one check waits for the pipe: all its groups and partitions together, from
 * when it was begun. A partition that comes to its turn after that still has {@link #LEAST}, so a
 * check of many that are behind ends, and one among them that is healthy is not judged in
 * mid-flight.
 */
final class Settling {
  static final Duration LEAST = Duration.ofSeconds(2);

  private final InstantSource clock;
  private final Instant deadline;
  private final Duration least;

  Settling(InstantSource clock, Instant begun, Duration settle) {
    this.clock = clock;
    this.deadline = begun.plus(settle);
    this.least = settle.compareTo(LEAST) < 0 ? settle : LEAST;
  }

  /** For how long a wait that begins now may last. */
  Duration left() {
    Duration left = Duration.between(clock.instant(), deadline);
    return left.compareTo(least) < 0 ? least : left;
  }
}
