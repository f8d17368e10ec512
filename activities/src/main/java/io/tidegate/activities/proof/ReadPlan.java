package io.tidegate.activities.proof;

import io.tidegate.activities.kafka.Cluster;
import io.tidegate.activities.kafka.Committed;
import io.tidegate.activities.kafka.GroupOffsets;
import io.tidegate.activities.kafka.KafkaDenied;
import io.tidegate.activities.kafka.LogEnds;
import io.tidegate.activities.kafka.LogSizes;
import io.tidegate.activities.kafka.TopicFacts;
import java.util.Arrays;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.TreeSet;
import org.apache.kafka.common.IsolationLevel;
import org.apache.kafka.common.TopicPartition;
import org.jspecify.annotations.Nullable;

/**
 * What proofs are going to read of each cluster, about: from each group's positions to the end of
 * the source, by offsets, and in bytes by that share of the log on disk. The target holds as much
 * once all is replicated. What several groups need of a partition is read once. Where one side
 * carries the broker's time, nothing but its content tells a record from others, and the whole log
 * is read.
 *
 * @param bytes null where the principal may not see the sizes of logs
 */
public record ReadPlan(long records, @Nullable Long bytes) {

  /**
   * Groups without a commit, topics that are gone, and partitions without a leader count nothing.
   */
  public static ReadPlan of(List<ProofRequest> requests, Cluster source, Cluster target) {
    Map<TopicPartition, Planned> planned = new HashMap<>();
    Map<TopicPartition, Long> lengths = new HashMap<>();
    for (ProofRequest request : requests) {
      Map<TopicPartition, Long> positions = positions(request, source);
      LogEnds logs = new LogEnds(source);
      Kinds kinds = Kinds.of(request, positions.keySet(), source, target);
      Map<TopicPartition, Long> begins = logs.begins(positions.keySet());
      logs.ends(positions.keySet(), IsolationLevel.READ_UNCOMMITTED)
          .forEach(
              (partition, end) -> {
                long begin = begins.getOrDefault(partition, end);
                boolean whole = kinds.brokersTime().contains(partition.topic());
                long from = whole ? begin : Math.max(begin, positions.getOrDefault(partition, end));
                long to = whole ? end : from + cut(request, end - from);
                planned
                    .computeIfAbsent(
                        partition,
                        first -> new Planned(kinds.compacted().contains(partition.topic())))
                    .add(request.isolation(), from, to);
                lengths.put(partition, end - begin);
              });
    }
    Map<TopicPartition, Long> unread = new HashMap<>();
    planned.forEach((partition, some) -> unread.put(partition, some.records()));
    long records = unread.values().stream().mapToLong(Long::longValue).sum();
    return new ReadPlan(records, bytes(unread, lengths, source));
  }

  /**
   * Topics of the source of which more is read.
   *
   * @param brokersTime whose records, there or on the target, carry no time of a producer
   * @param compacted that a cleaner works on, there or on the target
   */
  private record Kinds(Set<String> brokersTime, Set<String> compacted) {
    static Kinds of(
        ProofRequest request, Set<TopicPartition> partitions, Cluster source, Cluster target) {
      Map<String, String> names = new TreeMap<>();
      partitions.forEach(
          partition ->
              names.put(
                  partition.topic(),
                  request.onTarget(partition.topic()).orElse(partition.topic())));
      Kinds kinds = new Kinds(new TreeSet<>(), new TreeSet<>());
      try {
        Map<String, TopicFacts.Topic> onSource = new TopicFacts(source).describe(names.keySet());
        Map<String, TopicFacts.Topic> onTarget = new TopicFacts(target).describe(names.values());
        names.forEach((topic, there) -> kinds.add(topic, onSource.get(topic), onTarget.get(there)));
      } catch (KafkaDenied denied) {
        return new Kinds(Set.of(), Set.of());
      }
      return kinds;
    }

    private void add(
        String topic, TopicFacts.@Nullable Topic onSource, TopicFacts.@Nullable Topic onTarget) {
      if (is("message.timestamp.type", "LogAppendTime", onSource, onTarget)) {
        brokersTime.add(topic);
      }
      if (is("cleanup.policy", "compact", onSource, onTarget)) {
        compacted.add(topic);
      }
    }

    private static boolean is(String setting, String word, TopicFacts.@Nullable Topic... sides) {
      return Arrays.stream(sides)
          .anyMatch(
              topic ->
                  topic != null && String.valueOf(topic.configs().get(setting)).contains(word));
    }
  }

  private static long cut(ProofRequest request, long unread) {
    Long most = request.terms().suffixRecords();
    return most == null ? unread : Math.min(most, unread);
  }

  private static Map<TopicPartition, Long> positions(ProofRequest request, Cluster source) {
    SortedMap<TopicPartition, Committed> commits = new GroupOffsets(source).all(request.group());
    Collection<String> only = request.only();
    TreeSet<String> topics = new TreeSet<>();
    commits.keySet().forEach(partition -> topics.add(partition.topic()));
    if (only != null) {
      topics.retainAll(only);
    }
    Set<TopicPartition> led = new TopicFacts(source).led(topics);
    Map<TopicPartition, Long> positions = new HashMap<>();
    commits.forEach(
        (partition, committed) -> {
          if (committed instanceof Committed.At at && led.contains(partition)) {
            positions.put(partition, at.offset());
          }
        });
    return positions;
  }

  private static @Nullable Long bytes(
      Map<TopicPartition, Long> unread, Map<TopicPartition, Long> lengths, Cluster source) {
    try {
      Map<TopicPartition, Long> sizes = new LogSizes(source).bytes(unread.keySet());
      double bytes = 0;
      for (Map.Entry<TopicPartition, Long> one : unread.entrySet()) {
        long length = Math.max(1, lengths.getOrDefault(one.getKey(), 1L));
        bytes += (double) sizes.getOrDefault(one.getKey(), 0L) * one.getValue() / length;
      }
      return (long) bytes;
    } catch (KafkaDenied denied) {
      return null;
    }
  }
}
