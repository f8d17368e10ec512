package io.tidegate.activities.score;

import io.tidegate.activities.kafka.Cluster;
import io.tidegate.activities.kafka.LogEnds;
import io.tidegate.activities.score.ScoreRequest.TopicSides;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Function;
import java.util.function.ToIntFunction;
import org.apache.kafka.common.IsolationLevel;
import org.apache.kafka.common.TopicPartition;

/**
 * Where the logs of topics end on both sides at one moment, by partition. Two calls, however many
 * topics there are.
 *
 * @param atNanos of the clock that only tells what has passed
 */
record TopicEnds(long atNanos, Map<TopicPartition, Long> source, Map<TopicPartition, Long> target) {
  TopicEnds {
    source = Map.copyOf(source);
    target = Map.copyOf(target);
  }

  /** Asked now, of topics that exist on both sides. */
  static TopicEnds of(ScoreRequest asked, List<TopicSides> topics) {
    long now = System.nanoTime();
    return new TopicEnds(
        now,
        ends(asked.source(), topics, TopicSides::source, TopicSides::sourcePartitions),
        ends(asked.target(), topics, TopicSides::target, TopicSides::targetPartitions));
  }

  private static Map<TopicPartition, Long> ends(
      Cluster cluster,
      List<TopicSides> topics,
      Function<TopicSides, String> name,
      ToIntFunction<TopicSides> count) {
    Set<TopicPartition> all = new HashSet<>();
    for (TopicSides topic : topics) {
      for (int partition = 0; partition < count.applyAsInt(topic); partition++) {
        all.add(new TopicPartition(name.apply(topic), partition));
      }
    }
    return new LogEnds(cluster).ends(all, IsolationLevel.READ_UNCOMMITTED);
  }

  double seconds(TopicEnds before) {
    return (atNanos - before.atNanos) / 1e9;
  }

  /** Offsets that the logs of these topics of the source grew by since then. */
  long grownOnSource(TopicEnds before, Set<String> topics) {
    return grown(before.source, source, topics);
  }

  /** The same of topics of the target. */
  long grownOnTarget(TopicEnds before, Set<String> topics) {
    return grown(before.target, target, topics);
  }

  private static long grown(
      Map<TopicPartition, Long> before, Map<TopicPartition, Long> after, Set<String> topics) {
    return after.entrySet().stream()
        .filter(end -> topics.contains(end.getKey().topic()))
        .mapToLong(end -> end.getValue() - before.getOrDefault(end.getKey(), end.getValue()))
        .sum();
  }
}
