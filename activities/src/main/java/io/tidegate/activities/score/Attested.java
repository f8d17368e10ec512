package io.tidegate.activities.score;

import io.tidegate.runbooks.Dimension;
import java.time.Instant;

/**
 * A signature under an attestation of the runbook.
 *
 * @param id of the attestation
 * @param by who signed
 * @param expires from then on it counts no more
 */
public record Attested(String id, Dimension dimension, String by, Instant at, Instant expires) {
  boolean holds(Instant now) {
    return now.isBefore(expires);
  }
}
