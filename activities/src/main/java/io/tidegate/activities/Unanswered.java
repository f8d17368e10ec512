package io.tidegate.activities;

import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

/** Who did not answer when it was asked last, while that says something about now. */
final class Unanswered {
  /** From one step of a way back to its next; an outage of another day says nothing. */
  static final Duration KNOWN_FOR = Duration.ofMinutes(1);

  private final InstantSource clock;
  private final Map<String, Instant> at = new ConcurrentHashMap<>();

  Unanswered(InstantSource clock) {
    this.clock = clock;
  }

  void add(String name) {
    at.put(name, clock.instant());
  }

  void remove(String name) {
    at.remove(name);
  }

  boolean contains(String name) {
    Instant last = at.get(name);
    return last != null && clock.instant().isBefore(last.plus(KNOWN_FOR));
  }
}
