package io.tidegate.activities;

import io.tidegate.activities.kafka.PartitionOrder;
import io.tidegate.activities.kafka.RecordTimes;
import io.tidegate.activities.kafka.RecordTimes.Part;
import io.tidegate.activities.kafka.TopicFacts;
import io.tidegate.runbooks.UnitGroup;
import io.tidegate.workflows.view.Until;
import java.time.Instant;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Objects;
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
 * @param bounds one for each partition from which time deletes, the first {@link #PARTITIONS_MAX}
 * @param notLookedAt how many more there are; they may lose records earlier than any of these
 */
record Retention(List<Bound> bounds, int notLookedAt) {
  /** Partitions that are looked at. */
  static final int PARTITIONS_MAX = 2_000;

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
    SortedMap<TopicPartition, Anchor.Position> deleted = furthestBehind(plan, positions);
    deleted.keySet().removeIf(partition -> retentionMs(topics.get(partition.topic())) == null);
    List<Part> parts =
        deleted.entrySet().stream()
            .limit(PARTITIONS_MAX)
            .map(at -> new Part(at.getKey(), from(at.getValue()), at.getValue().end()))
            .toList();
    Map<TopicPartition, Long> times = new RecordTimes(plan.source()).first(parts, pulse::beat);
    long now = positions.at().toEpochMilli();
    List<Bound> bounds =
        parts.stream()
            .map(part -> bound(part, times.getOrDefault(part.partition(), now), now, topics))
            .toList();
    return new Retention(bounds, deleted.size() - parts.size());
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
    SortedMap<TopicPartition, Anchor.Position> first = new TreeMap<>(PartitionOrder.BY_NAME);
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

  private static long from(Anchor.Position at) {
    return Math.max(offset(at), at.begin());
  }

  private static Bound bound(
      Part part, long timestampMs, long nowMs, Map<String, TopicFacts.Topic> topics) {
    TopicPartition partition = part.partition();
    TopicFacts.Topic topic = Objects.requireNonNull(topics.get(partition.topic()));
    return new Bound(
        partition.topic(),
        partition.partition(),
        part.from(),
        Math.min(timestampMs, nowMs),
        Objects.requireNonNull(retentionMs(topic)),
        !topic.configs().getOrDefault("retention.bytes", "-1").equals("-1"));
  }

  /** Null where time deletes nothing, or the topic is gone. */
  private static @Nullable Long retentionMs(TopicFacts.@Nullable Topic topic) {
    Map<String, String> configs = topic == null ? Map.of() : topic.configs();
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
                    "the source may delete what the rollback anchor needs: %s-%d keeps records for %d ms%s%s"
                        .formatted(
                            first.topic(),
                            first.partition(),
                            first.retentionMs(),
                            bounds.stream().anyMatch(Bound::byBytes)
                                ? ", and retention.bytes may delete them earlier"
                                : "",
                            notLookedAt > 0
                                ? "; " + notLookedAt + " more partitions were not looked at"
                                : "")));
  }
}
