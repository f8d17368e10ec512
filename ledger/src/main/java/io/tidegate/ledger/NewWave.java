package io.tidegate.ledger;

import java.util.List;

/**
 * A wave as it was asked for; never changes.
 *
 * @param requestJson what the person sent, in one canonical form: two requests are the same if
 *     these strings are
 * @param runbookDigest the version that was resolved when the wave was created
 * @param mode LIVE, REHEARSAL or DRY_RUN
 */
public record NewWave(
    String wave,
    String requestJson,
    String runbook,
    String runbookDigest,
    String mode,
    Subject startedBy) {
  public NewWave {
    Require.text("wave", wave);
    Require.text("request", requestJson);
    Require.text("runbook", runbook);
    Require.digest("runbook digest", runbookDigest);
    Require.oneOf("mode", mode, List.of("LIVE", "REHEARSAL", "DRY_RUN"));
  }
}
