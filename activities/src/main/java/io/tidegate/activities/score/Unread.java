package io.tidegate.activities.score;

import io.tidegate.parity.RecordView;
import io.tidegate.parity.Row;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** What a group has not read of a partition. */
final class Unread {
  private Unread() {}

  /**
   * The time of the record that it reads next on the source; empty where it has read all, or that
   * is not known. A row of a topic with other partition counts is one of the target: there it is
   * the record that the group reads next on the target.
   */
  static Optional<Instant> oldest(Row row) {
    return row.pair().isRepartitioned()
        ? first(row.boundary().target(), row.resume())
        : first(row.boundary().source(), row.committed());
  }

  private static Optional<Instant> first(List<RecordView> records, @Nullable Long position) {
    return position == null
        ? Optional.empty()
        : records.stream()
            .filter(record -> record.offset() >= position)
            .map(RecordView::timestampMs)
            .findFirst()
            .map(Instant::ofEpochMilli);
  }
}
