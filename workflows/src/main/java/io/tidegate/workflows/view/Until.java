package io.tidegate.workflows.view;

import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * How long something stays possible.
 *
 * @param at null while no end is known; {@code why} says what it depends on
 * @param atTheEarliest whether the end is a bound by what is known, not a term that somebody set:
 *     it may stay possible after it
 */
public record Until(@Nullable Instant at, String why, boolean atTheEarliest) {
  public static Until atTheEarliest(Instant at, String why) {
    return new Until(at, why, true);
  }

  /** A term. */
  public static Until of(@Nullable Instant at, String why) {
    return new Until(at, why, false);
  }
}
