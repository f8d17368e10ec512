package io.tidegate.ledger;

import java.time.Instant;

/**
 * What a person signed, as it stands.
 *
 * @param version 1, or how often it was signed under this id
 */
public record Signature(NewSignature said, int version, Instant at) {
  /** Whether it still counts. */
  public boolean stands(Instant now) {
    return now.isBefore(said.expires());
  }
}
