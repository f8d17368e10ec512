package io.tidegate.activities.score;

import io.tidegate.activities.kafka.TransactionSample.Written;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/**
 * One topic that has more pending than some group tolerates.
 *
 * @param inPerSecond offsets that the source's logs grew by
 * @param outPerSecond the same on the target
 * @param pending records that were not on the target when they were counted, of the group that
 *     waits for most
 * @param left those that are missing still at the end of the window
 * @param written how it is on the source: unless that is plain, some of its offsets may be markers
 */
record Behind(
    String topic,
    double inPerSecond,
    double outPerSecond,
    long pending,
    long left,
    Written written) {
  /** A window is short: rates this much apart are the same. */
  private static final double SAME = 1.1;

  /** At most, where each record is a transaction: itself and a marker. */
  private static final int OFFSETS_A_RECORD = 2;

  /** Of what is missing now; null where nothing comes. */
  @Nullable Duration arrivesIn() {
    return outPerSecond <= 0 ? null : Duration.ofMillis(Math.round(left * 1_000 / outPerSecond));
  }

  boolean fallsBehind() {
    return inPerSecond > outPerSecond * SAME * (written.mayHaveMarkers() ? OFFSETS_A_RECORD : 1);
  }

  boolean isRed(Duration pauseBudget) {
    if (left == 0) {
      return false;
    }
    Duration arrives = arrivesIn();
    return arrives == null || fallsBehind() || arrives.compareTo(pauseBudget) > 0;
  }

  /** In a sentence; that nothing shows whether the topic has markers is part of it. */
  String told(Duration pauseBudget) {
    return "topic %s: %d records were not on the target, the source grows by %.1f and the target by %.1f offsets a second%s: %s"
        .formatted(
            topic,
            pending,
            inPerSecond,
            outPerSecond,
            written == Written.NOT_SEEN
                ? ", up to half of the source's being markers, as no record showed whether it is written in transactions"
                : "",
            becomes(pauseBudget));
  }

  private String becomes(Duration pauseBudget) {
    if (left == 0) {
      return "by where its logs end now they have arrived since; verify again";
    }
    Duration arrives = arrivesIn();
    if (arrives == null) {
      return "the target stands still; look after the replicator";
    }
    if (fallsBehind()) {
      return "it never catches up at that rate";
    }
    return "they arrive in "
        + arrives
        + (arrives.compareTo(pauseBudget) > 0 ? ", the pause budget is " + pauseBudget : "");
  }
}
