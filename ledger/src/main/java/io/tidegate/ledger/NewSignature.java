package io.tidegate.ledger;

import java.time.Instant;
import java.util.List;

/**
 * What a person signs about one unit of a wave.
 *
 * @param id of an attestation that of the runbook, of a waiver one that the person chose
 * @param roles those the person has now
 * @param bodyJson all that was signed; the same person and body again is the same signature
 * @param expires from then on it counts no more
 */
public record NewSignature(
    String wave,
    Kind kind,
    String unit,
    String id,
    Subject by,
    List<String> roles,
    String bodyJson,
    Instant expires) {

  /** What can be signed. */
  public enum Kind {
    /** That a claim of the runbook holds. */
    ATTESTATION,
    /** That one finding, as it is, is accepted. */
    WAIVER
  }

  public NewSignature {
    Require.text("wave", wave);
    Require.text("unit", unit);
    Require.text("id", id);
    Require.text("body", bodyJson);
    roles.forEach(role -> Require.text("role", role));
    roles = List.copyOf(roles);
  }

  /** Whether the person had that role when they signed: what another signs counts for nothing. */
  public boolean isIn(String role) {
    return roles.contains(role);
  }
}
