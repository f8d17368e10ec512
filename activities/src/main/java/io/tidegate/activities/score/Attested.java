package io.tidegate.activities.score;

import io.tidegate.ledger.NewSignature;
import io.tidegate.ledger.Signature;
import io.tidegate.runbooks.Attestation;
import io.tidegate.runbooks.Dimension;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;

/**
 * A signature under an attestation of the runbook.
 *
 * @param id of the attestation
 * @param by who signed
 * @param expires from then on it counts no more
 */
public record Attested(String id, Dimension dimension, String by, Instant at, Instant expires) {
  /** What was signed under these attestations, by whom each names for it. */
  public static List<Attested> of(List<Attestation> declared, List<Signature> signed) {
    List<Attested> attested = new ArrayList<>();
    for (Attestation attestation : declared) {
      for (Signature signature : signed) {
        NewSignature said = signature.said();
        if (said.id().equals(attestation.id()) && said.isIn(attestation.by())) {
          attested.add(
              new Attested(
                  said.id(),
                  attestation.dimension(),
                  said.by().name(),
                  signature.at(),
                  said.expires()));
        }
      }
    }
    return attested;
  }

  boolean holds(Instant now) {
    return now.isBefore(expires);
  }
}
