package io.tidegate.activities.switches;

import java.util.Optional;

/** What Kafka shows of an action. */
@FunctionalInterface
public interface Effect {

  /** What is not there yet, in one line; empty once all of it is. */
  Optional<String> missing();
}
