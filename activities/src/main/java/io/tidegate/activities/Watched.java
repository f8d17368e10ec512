package io.tidegate.activities;

import io.tidegate.activities.switches.Reconciled;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.SortedMap;
import org.jspecify.annotations.Nullable;

/**
 * Evidence of one observation.
 *
 * @param findings one line each, in the order of finding
 * @param samples the newest of them, oldest first
 * @param account null where the unit has no reconcile webhook, or it gave none
 */
record Watched(
    String unit,
    Instant from,
    Instant to,
    List<String> findings,
    List<Sample> samples,
    @Nullable Reconciled account) {
  Watched {
    findings = List.copyOf(findings);
    samples = List.copyOf(samples);
  }

  /** For the timeline, in one line. */
  String note(Duration window) {
    String quiet = findings.isEmpty() ? "quiet" : findings.size() + " findings";
    String last =
        samples.isEmpty() ? "" : ", lag at the end " + samples.get(samples.size() - 1).lag();
    String said =
        account == null
            ? ""
            : ", the application counts %d processed, %d replayed, %d skipped"
                .formatted(account.processed(), account.replayed(), account.skipped());
    return "watched for " + window + ": " + quiet + last + said;
  }

  /**
   * The unit on the target at one moment.
   *
   * @param lag by group, as {@link GroupProgress}
   * @param wayBack digest of the positions mapped back
   * @param replay records that a rollback at this moment would deliver again, at most
   * @param stranded records on the target without an image on the source
   */
  record Sample(
      Instant at, SortedMap<String, Long> lag, String wayBack, long replay, long stranded) {}
}
