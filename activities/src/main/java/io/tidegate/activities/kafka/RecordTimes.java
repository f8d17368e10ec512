package io.tidegate.activities.kafka;

import io.tidegate.activities.kafka.Stretches.Stretch;
import io.tidegate.parity.Isolation;
import io.tidegate.parity.LogRecord;
import io.tidegate.parity.LogUnavailable;
import io.tidegate.parity.RecordCursor;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.OptionalLong;
import java.util.stream.Collectors;
import org.apache.kafka.common.TopicPartition;

/** When records were written, of many logs of one cluster in few fetches. */
public final class RecordTimes {
  /** Logs read together, each a fetch of a window at most. */
  private static final int LOT_MAX = 256;

  /** Offsets looked at in the one read: the first of them may be a marker. */
  private static final int OFFSETS = 4;

  private static final long BYTES_MAX = 16L * 1024 * 1024;

  private final Cluster cluster;

  public RecordTimes(Cluster cluster) {
    this.cluster = cluster;
  }

  /**
   * A part of a log.
   *
   * @param to at most an end that was seen before
   */
  public record Part(TopicPartition partition, long from, long to) {}

  /**
   * The time of the first record in each part, aborted ones included, in milliseconds since the
   * epoch; a part without a record has no entry.
   *
   * @param between called between reads
   * @throws LogUnavailable where a log cannot be read
   */
  public Map<TopicPartition, Long> first(List<Part> parts, Runnable between) {
    Map<TopicPartition, Long> times = new HashMap<>();
    for (int done = 0; done < parts.size(); done += LOT_MAX) {
      between.run();
      lot(parts.subList(done, Math.min(parts.size(), done + LOT_MAX)), times);
    }
    return times;
  }

  private void lot(List<Part> parts, Map<TopicPartition, Long> times) {
    List<Stretch> stretches = new ArrayList<>();
    for (Part part : parts) {
      KafkaLog log = new KafkaLog(cluster, part.partition(), Isolation.READ_UNCOMMITTED);
      stretches.add(new Stretch(log, part.from(), Math.min(part.to(), part.from() + OFFSETS)));
    }
    try (Stretches ahead =
        new Stretches(
            cluster,
            Isolation.READ_UNCOMMITTED,
            parts.stream().map(Part::partition).collect(Collectors.toSet()))) {
      ahead.read(stretches, BYTES_MAX);
    }
    for (int i = 0; i < parts.size(); i++) {
      Part part = parts.get(i);
      first(stretches.get(i).log(), part)
          .ifPresent(timestampMs -> times.put(part.partition(), timestampMs));
    }
  }

  /** From what was read, or the broker where that holds none. */
  private static OptionalLong first(KafkaLog log, Part part) {
    if (part.from() >= part.to()) {
      return OptionalLong.empty();
    }
    try (RecordCursor cursor = log.open(part.from(), part.to())) {
      LogRecord first = cursor.next();
      return first == null ? OptionalLong.empty() : OptionalLong.of(first.timestampMs());
    }
  }
}
