package io.tidegate.activities.proof;

import io.tidegate.parity.Anchor;
import io.tidegate.parity.Boundary;
import io.tidegate.parity.Calibration.Uncalibrated;
import io.tidegate.parity.Counts;
import io.tidegate.parity.Light;
import io.tidegate.parity.LogRecord;
import io.tidegate.parity.PartitionLog;
import io.tidegate.parity.Proof;
import io.tidegate.parity.RecordCursor;
import io.tidegate.parity.Row;
import io.tidegate.parity.Verdict;
import java.time.Duration;
import java.util.List;
import java.util.Set;

/**
 * What is said of a partition whose topic could not be calibrated. The resolver knows that there is
 * no profile, the calibration knows why; and where the target has no record at all no profile is
 * needed to say that nothing was copied.
 */
final class NotCalibrated {
  private NotCalibrated() {}

  static Row explain(Row row, Uncalibrated calibration, PartitionLog source, PartitionLog target) {
    Long committed = row.committed();
    if (committed != null && isEmpty(target)) {
      return nothingCopied(row, committed, source, target);
    }
    return Row.unproven(
        row.pair(), committed, row.targetCommitted(), row.reason() + ": " + calibration.why());
  }

  private static boolean isEmpty(PartitionLog log) {
    try (RecordCursor cursor = log.open(0, log.end())) {
      return cursor.next() == null;
    }
  }

  private static Row nothingCopied(
      Row row, long committed, PartitionLog source, PartitionLog target) {
    Counts counts = counts(source, committed);
    return new Row(
        row.pair(),
        committed,
        null,
        Verdict.NOT_REPLICATED_YET,
        Proof.NONE,
        Anchor.NONE,
        Set.of(),
        counts,
        List.of(),
        Light.RED,
        target.name()
            + " holds no record; "
            + counts.awaited()
            + " that the group has read and "
            + counts.pending()
            + " unread are still to arrive: let the replicator copy the topic and check again",
        row.targetCommitted(),
        null,
        Boundary.UNKNOWN);
  }

  private static Counts counts(PartitionLog source, long committed) {
    long read = 0;
    long unread = 0;
    long oldestMs = Long.MAX_VALUE;
    try (RecordCursor cursor = source.open(0, source.end())) {
      for (LogRecord found = cursor.next(); found != null; found = cursor.next()) {
        if (found.offset() < committed) {
          read++;
        } else {
          unread++;
          oldestMs = Math.min(oldestMs, found.timestampMs());
        }
      }
    }
    Duration age =
        unread == 0
            ? Duration.ZERO
            : Duration.ofMillis(Math.max(0, System.currentTimeMillis() - oldestMs));
    return new Counts(unread, 0, Duration.ZERO, 0, unread, age, read, 0, 0, 0, 0, 0);
  }
}
