package io.tidegate.worker.parity;

import io.tidegate.parity.Counts;
import io.tidegate.parity.Grade;
import io.tidegate.parity.PartitionPair;
import io.tidegate.parity.Row;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** The cells of one row, and its counts in words. */
final class RowText {
  private static final int CANDIDATES_MAX = 8;

  private RowText() {}

  static String topic(PartitionPair pair) {
    return Text.printable(
        pair.topic().equals(pair.targetTopic())
            ? pair.topic()
            : pair.topic() + " -> " + pair.targetTopic());
  }

  /** The source's partition; the target's where the counts differ. */
  static String partition(PartitionPair pair) {
    return pair.isRepartitioned()
        ? "to " + pair.targetPartition()
        : String.valueOf(pair.sourcePartition());
  }

  static String offset(@Nullable Long offset) {
    return offset == null ? "-" : offset.toString();
  }

  /** Every count that is not zero, then what else a person may decide on; empty for nothing. */
  static String notes(Row row) {
    List<String> notes = new ArrayList<>();
    Counts counts = row.counts();
    add(notes, "replay", counts.replay(), counts.replaySpan());
    add(notes, "skip", counts.skip(), Duration.ZERO);
    add(notes, "pending", counts.pending(), counts.pendingAge());
    add(notes, "awaited", counts.awaited(), Duration.ZERO);
    add(notes, "aborted", counts.aborted(), Duration.ZERO);
    add(notes, "phantom", counts.phantom(), Duration.ZERO);
    add(notes, "foreign", counts.foreign(), Duration.ZERO);
    add(notes, "reordered", counts.reordered(), Duration.ZERO);
    add(notes, "superseded", counts.superseded(), Duration.ZERO);
    if (!row.candidates().isEmpty()) {
      notes.add("candidates " + candidates(row.candidates()));
    }
    if (row.targetCommitted() != null) {
      notes.add("target group at " + row.targetCommitted() + grade(row.grade()));
    }
    return String.join(", ", notes);
  }

  private static String candidates(List<Long> candidates) {
    String first =
        String.join(" ", candidates.stream().limit(CANDIDATES_MAX).map(String::valueOf).toList());
    int more = candidates.size() - CANDIDATES_MAX;
    return more <= 0 ? first : first + " and " + more + " more";
  }

  private static String grade(@Nullable Grade grade) {
    if (grade == null) {
      return "";
    }
    return switch (grade.verdict()) {
      case REPLAY -> ": replays " + grade.records();
      case SKIP -> ": skips " + grade.records();
      default -> ": exact";
    };
  }

  private static void add(List<String> notes, String name, long count, Duration span) {
    if (count > 0) {
      notes.add(name + " " + count + (span.isZero() ? "" : " (" + span + ")"));
    }
  }
}
