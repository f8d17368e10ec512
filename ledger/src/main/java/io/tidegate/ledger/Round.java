package io.tidegate.ledger;

import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.List;

/**
 * One round of a gate as it was opened.
 *
 * @param number from 1
 * @param light GREEN, YELLOW or RED
 * @param expiresAt cut to µs
 * @param bodyJson slots, units and what else was asked
 */
public record Round(
    String wave,
    String gate,
    int number,
    String evidenceDigest,
    String light,
    Instant expiresAt,
    String bodyJson) {
  public Round {
    Require.text("wave", wave);
    Require.text("gate", gate);
    Require.atLeast("round", number, 1);
    Require.digest("evidence digest", evidenceDigest);
    Require.oneOf("light", light, List.of("GREEN", "YELLOW", "RED"));
    Require.storable("body", bodyJson);
    expiresAt = expiresAt.truncatedTo(ChronoUnit.MICROS);
  }
}
