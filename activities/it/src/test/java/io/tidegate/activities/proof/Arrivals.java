package io.tidegate.activities.proof;

import static org.assertj.core.api.Assertions.assertThat;

import io.tidegate.activities.kafka.KafkaLog;
import io.tidegate.parity.Isolation;
import io.tidegate.parity.Row;
import io.tidegate.parity.Verdict;
import io.tidegate.sandbox.Await;
import java.util.HashSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.common.IsolationLevel;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.record.TimestampType;
import org.jspecify.annotations.Nullable;

/**
 * What a claim is measured by: consumes the target from {@code resume} on and the source from the
 * group's position on, as the group would, and compares. Nothing of the proof is taken but its
 * claim. Logs must stand still, and every record of the source must be a different one, unless what
 * arrives is exactly what is unread.
 */
final class Arrivals {
  private final TwoClusters two;
  private final IsolationLevel isolation;

  private record Seen(@Nullable String key, @Nullable String value, long timestampMs) {}

  Arrivals(TwoClusters two, Isolation isolation) {
    this.two = two;
    this.isolation = KafkaLog.isolationLevel(isolation);
  }

  /** Does nothing where the row is neither EXACT nor REPLAY. */
  void verify(Row row) {
    Long committed = row.committed();
    if (committed != null && (row.verdict() == Verdict.EXACT || row.verdict() == Verdict.REPLAY)) {
      verify(row, committed);
    }
  }

  /** What the row says of a group whose first unread record is the first at or after a position. */
  void verify(Row row, long position) {
    TopicPartition source = new TopicPartition(row.pair().topic(), row.pair().sourcePartition());
    TopicPartition target =
        new TopicPartition(row.pair().targetTopic(), row.pair().targetPartition());
    Log onSource = new Log(two.onLegacy.read(source, 0, isolation));
    Log onTarget = new Log(two.onCloud.read(target, 0, isolation));
    boolean timed = onSource.producersTime() && onTarget.producersTime();
    List<Seen> unread = onSource.from(position, timed);
    List<Seen> arrived = onTarget.from(TwoClusters.resume(row), timed);
    List<Seen> due = unread.subList(0, unread.size() - (int) row.counts().pending());
    if (arrived.equals(due)) {
      assertThat(row.counts().replay()).as("nothing comes again: %s", row).isZero();
    } else {
      compare(row, due, arrived, new HashSet<>(onSource.from(0, timed)));
    }
  }

  /**
   * Of a group on logs that were still written to when the row was made, and are not any more: what
   * was pending then arrives, and nothing else.
   */
  void awaitAll(Row row) {
    TopicPartition source = new TopicPartition(row.pair().topic(), row.pair().sourcePartition());
    TopicPartition target =
        new TopicPartition(row.pair().targetTopic(), row.pair().targetPartition());
    long committed = Objects.requireNonNull(row.committed());
    Log unread = new Log(two.onLegacy.read(source, committed, isolation));
    Await.until(
        TwoClusters.DEADLINE,
        "all that is unread to arrive, and nothing else: " + row,
        () ->
            new Log(two.onCloud.read(target, TwoClusters.resume(row), isolation))
                .from(0, true)
                .equals(unread.from(0, true)));
  }

  private static void compare(Row row, List<Seen> due, List<Seen> arrived, Set<Seen> ofSource) {
    assertThat(due)
        .as("%s arrived, and equal records cannot be told apart: %s", arrived.size(), row)
        .doesNotHaveDuplicates();
    Set<Seen> expected = new HashSet<>(due);
    Set<Seen> there = new HashSet<>(arrived);
    LinkedHashSet<Seen> first = new LinkedHashSet<>(arrived);
    first.retainAll(expected);
    assertThat(first)
        .as("first deliveries of unread records, in their order: %s", row)
        .containsExactlyElementsOf(due.stream().filter(there::contains).toList());
    long lost = due.stream().filter(one -> !there.contains(one)).count();
    long strangers = arrived.stream().filter(one -> !ofSource.contains(one)).count();
    assertThat(row.counts().superseded() + row.counts().aborted())
        .as("lost or strange, and accounted for: %s", row)
        .isEqualTo(lost + strangers);
    long again = arrived.size() - first.size() - strangers;
    assertThat(row.counts().replay()).as("delivered again: %s", row).isEqualTo(again);
    assertThat(row.verdict()).isEqualTo(again == 0 ? Verdict.EXACT : Verdict.REPLAY);
  }

  /** All that a reader of the group's isolation sees. */
  private record Log(List<ConsumerRecord<String, String>> records) {
    boolean producersTime() {
      return records.stream().allMatch(one -> one.timestampType() == TimestampType.CREATE_TIME);
    }

    List<Seen> from(long offset, boolean timed) {
      return records.stream()
          .filter(one -> one.offset() >= offset)
          .map(one -> new Seen(one.key(), one.value(), timed ? one.timestamp() : 0))
          .toList();
    }
  }
}
