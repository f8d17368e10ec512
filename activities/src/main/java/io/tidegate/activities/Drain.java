package io.tidegate.activities;

import io.tidegate.activities.kafka.KafkaLog;
import io.tidegate.activities.kafka.LogEnds;
import io.tidegate.activities.kafka.PartitionOrder;
import io.tidegate.parity.Isolation;
import io.tidegate.parity.LogRecord;
import io.tidegate.parity.RecordCursor;
import io.tidegate.runbooks.Side;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import org.apache.kafka.common.IsolationLevel;
import org.apache.kafka.common.TopicPartition;

/**
 * Whether the source is drained of what its producers had begun: no transaction is open, and no
 * record is younger than their stop. A record's timestamp is its producer's, or the broker's where
 * the topic says so; one that was set back is not seen to be late.
 */
final class Drain {
  private Drain() {}

  /**
   * What is not drained yet, one line each.
   *
   * @param fenced when the producers had stopped
   */
  static List<String> left(Plan plan, Instant fenced) {
    List<TopicPartition> partitions = Tail.partitions(plan, Side.SOURCE);
    LogEnds logs = new LogEnds(plan.source());
    Map<TopicPartition, Long> ends = logs.ends(partitions, IsolationLevel.READ_UNCOMMITTED);
    Map<TopicPartition, Long> stable = logs.ends(partitions, IsolationLevel.READ_COMMITTED);
    Map<TopicPartition, Long> after = new TreeMap<>(PartitionOrder.BY_NAME);
    partitions.forEach(partition -> after.put(partition, fenced.toEpochMilli() + 1));
    Map<TopicPartition, LogEnds.Place> younger = logs.knownAt(after);
    List<String> lines = new ArrayList<>();
    for (TopicPartition partition : partitions) {
      long end = ends.getOrDefault(partition, 0L);
      long to = stable.getOrDefault(partition, 0L);
      if (to < end) {
        lines.add(
            "%s has an open transaction: its last stable offset is %d, its end %d"
                .formatted(partition, to, end));
      }
      LogEnds.Place late = younger.get(partition);
      if (late != null && late.offset() < end) {
        younger(plan, partition, late.offset(), end, fenced).ifPresent(lines::add);
      }
    }
    return lines;
  }

  /** The end of a transaction is younger too, and no record. */
  private static Optional<String> younger(
      Plan plan, TopicPartition partition, long from, long end, Instant fenced) {
    KafkaLog log = new KafkaLog(plan.source(), partition, Isolation.READ_UNCOMMITTED);
    try (RecordCursor cursor = log.open(from, end)) {
      for (LogRecord record = cursor.next(); record != null; record = cursor.next()) {
        if (record.timestampMs() > fenced.toEpochMilli()) {
          return Optional.of(
              "%s has a record at offset %d from after the producers had stopped, at %s"
                  .formatted(partition, record.offset(), fenced));
        }
      }
      return Optional.empty();
    }
  }
}
