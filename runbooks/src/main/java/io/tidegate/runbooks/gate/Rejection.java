package io.tidegate.runbooks.gate;

import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Who closed a round, and what they said.
 *
 * @param units those that are held back alone; empty where the whole round was rejected
 */
public record Rejection(String subject, @Nullable String reason, List<String> units, Instant at) {

  public Rejection {
    units = List.copyOf(units);
  }
}
