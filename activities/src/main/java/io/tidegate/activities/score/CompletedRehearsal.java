package io.tidegate.activities.score;

import io.tidegate.parity.Light;
import io.tidegate.runbooks.RehearsalTerms;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * The last rehearsal of a unit that went to its end, its way back included.
 *
 * @param light what it came to
 * @param realClient whether the application's own consumer took part, not a built-in one
 */
public record CompletedRehearsal(String wave, Instant at, Light light, boolean realClient) {
  /** Whether it is no older than the runbook allows; where that says nothing, it is. */
  boolean isFresh(@Nullable RehearsalTerms terms, Instant now) {
    return terms instanceof RehearsalTerms.Within within
        && now.isBefore(at.plus(within.validFor()));
  }
}
