package io.tidegate.activities;

import io.tidegate.activities.kafka.KafkaLog;
import io.tidegate.activities.kafka.TopicFacts;
import io.tidegate.parity.Isolation;
import io.tidegate.parity.LogRecord;
import io.tidegate.parity.RecordCursor;
import io.tidegate.runbooks.UnitGroup;
import io.tidegate.workflows.view.Until;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;
import org.apache.kafka.common.TopicPartition;
import org.jspecify.annotations.Nullable;

/**
 * Where the source's retention stands for what a rollback would read again. Read just before STOP,
 * while the application still runs: it costs nothing of the pause, and the positions of that moment
 * are not beyond the anchor's.
 *
 * <p>The limit: a time of records, not of files. Kafka deletes whole segments, so the records stay
 * at least until then where only {@code retention.ms} counts; {@code retention.bytes}, a shorter
 * {@code retention.ms} or a deletion by hand can end it earlier.
 *
 * @param bounds one for each partition from which time deletes
 */
record Retention(List<Bound> bounds) {
  /** Partitions that are looked at; of the others nothing is said. */
  static final int PARTITIONS_MAX = 500;

  Retention {
    bounds = List.copyOf(bounds);
  }

  /**
   * One partition of the source.
   *
   * @param offset where the unit's furthest group behind would go on
   * @param timestampMs of the first record there; of the moment where there is none yet
   * @param retentionMs of the topic
   * @param byBytes whether size deletes too
   */
  record Bound(
      String topic,
      int partition,
      long offset,
      long timestampMs,
      long retentionMs,
      boolean byBytes) {
    Instant until() {
      long until = timestampMs + retentionMs;
      return Instant.ofEpochMilli(until < timestampMs ? Long.MAX_VALUE : until);
    }
  }

  static Retention read(Plan plan, Anchor positions, Pulse pulse) {
    SortedMap<String, TopicFacts.Topic> topics =
        new TopicFacts(plan.source()).describe(topics(positions));
    List<Bound> bounds = new ArrayList<>();
    for (Map.Entry<TopicPartition, Anchor.Position> at :
        furthestBehind(plan, positions).entrySet()) {
      TopicFacts.Topic topic = topics.get(at.getKey().topic());
      Long retentionMs = topic == null ? null : retentionMs(topic.configs());
      if (topic == null || retentionMs == null || bounds.size() == PARTITIONS_MAX) {
        continue;
      }
      pulse.beat();
      bounds.add(bound(plan, at.getKey(), at.getValue(), positions.at(), topic, retentionMs));
    }
    return new Retention(bounds);
  }

  private static List<String> topics(Anchor positions) {
    return positions.groups().stream()
        .flatMap(group -> group.positions().stream())
        .map(Anchor.Position::topic)
        .distinct()
        .toList();
  }

  /** Of each partition the position of the group that has read the least. */
  private static SortedMap<TopicPartition, Anchor.Position> furthestBehind(
      Plan plan, Anchor positions) {
    SortedMap<TopicPartition, Anchor.Position> first =
        new TreeMap<>(
            Comparator.comparing(TopicPartition::topic).thenComparing(TopicPartition::partition));
    for (UnitGroup group : plan.unit().groups()) {
      for (Anchor.Position at : positions.group(group.group()).positions()) {
        first.merge(
            new TopicPartition(at.topic(), at.partition()),
            new Anchor.Position(
                at.topic(), at.partition(), at.resolved(group), null, null, at.begin(), at.end()),
            (one, other) -> offset(one) <= offset(other) ? one : other);
      }
    }
    return first;
  }

  private static long offset(Anchor.Position at) {
    return at.committed() == null ? at.begin() : at.committed();
  }

  private static Bound bound(
      Plan plan,
      TopicPartition partition,
      Anchor.Position at,
      Instant now,
      TopicFacts.Topic topic,
      long retentionMs) {
    long from = Math.max(offset(at), at.begin());
    long timestamp = from < at.end() ? timestamp(plan, partition, from, at.end()) : Long.MAX_VALUE;
    boolean byBytes = !topic.configs().getOrDefault("retention.bytes", "-1").equals("-1");
    return new Bound(
        partition.topic(),
        partition.partition(),
        from,
        Math.min(timestamp, now.toEpochMilli()),
        retentionMs,
        byBytes);
  }

  private static long timestamp(Plan plan, TopicPartition partition, long from, long to) {
    KafkaLog log = new KafkaLog(plan.source(), partition, Isolation.READ_UNCOMMITTED);
    try (RecordCursor cursor = log.open(from, to)) {
      LogRecord first = cursor.next();
      return first == null ? Long.MAX_VALUE : first.timestampMs();
    }
  }

  /** Null where time deletes nothing. */
  private static @Nullable Long retentionMs(Map<String, String> configs) {
    boolean deletes = configs.getOrDefault("cleanup.policy", "delete").contains("delete");
    String retention = configs.get("retention.ms");
    if (!deletes || retention == null || retention.startsWith("-")) {
      return null;
    }
    return Long.valueOf(retention);
  }

  /** The earliest end of all; empty where time deletes nothing. */
  Optional<Until> until() {
    return bounds.stream()
        .min(Comparator.comparing(Bound::until))
        .map(
            first ->
                Until.atTheEarliest(
                    first.until(),
                    "the source may delete what the rollback anchor needs: %s-%d keeps records for %d ms%s"
                        .formatted(
                            first.topic(),
                            first.partition(),
                            first.retentionMs(),
                            bounds.stream().anyMatch(Bound::byBytes)
                                ? ", and retention.bytes may delete them earlier"
                                : "")));
  }
}
