package io.tidegate.ledger;

import java.time.Instant;

/**
 * One version of a runbook. Its bodies are read by digest.
 *
 * @param by who published it last
 * @param at when, µs
 */
public record RunbookVersion(String name, String digest, Subject by, Instant at) {
  public RunbookVersion {
    Require.text("name", name);
    Require.digest("digest", digest);
  }
}
