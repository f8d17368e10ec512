package io.tidegate.activities.score;

import io.tidegate.parity.RecordView;
import io.tidegate.parity.Row;
import java.time.Instant;
import java.util.Optional;

/** What a group has not read of a partition. */
final class Unread {
  private Unread() {}

  /** The time of the record that it reads next on the source; empty where it has read all. */
  static Optional<Instant> oldest(Row row) {
    Long committed = row.committed();
    if (committed == null) {
      return Optional.empty();
    }
    return row.boundary().source().stream()
        .filter(record -> record.offset() >= committed)
        .map(RecordView::timestampMs)
        .findFirst()
        .map(Instant::ofEpochMilli);
  }
}
