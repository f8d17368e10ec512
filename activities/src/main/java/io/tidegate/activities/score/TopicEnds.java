package io.tidegate.activities.score;

import io.tidegate.activities.kafka.Cluster;
import io.tidegate.activities.kafka.KafkaFailure;
import io.tidegate.activities.kafka.LogEnds;
import io.tidegate.activities.score.ScoreRequest.TopicSides;
import io.tidegate.parity.LogUnavailable;
import java.time.Duration;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Function;
import java.util.function.ToIntFunction;
import org.apache.kafka.common.IsolationLevel;
import org.apache.kafka.common.TopicPartition;
import org.jspecify.annotations.Nullable;

/**
 * Where the logs of topics end on both sides at one moment, by partition. Two calls, however many
 * topics there are.
 *
 * @param atNanos of the clock that only tells what has passed
 */
public record TopicEnds(
    long atNanos, Map<TopicPartition, Long> source, Map<TopicPartition, Long> target) {
  public TopicEnds {
    source = Map.copyOf(source);
    target = Map.copyOf(target);
  }

  /** Asked now, of those topics that exist on both sides. */
  static TopicEnds of(ScoreRequest asked, List<TopicSides> topics) {
    return of(asked.source(), asked.target(), topics);
  }

  /** As they were before the proofs were made, unless that is longer ago; else asked now. */
  static TopicEnds before(ScoreRequest asked, List<TopicSides> topics, Duration atMost) {
    TopicEnds seen = asked.before();
    return seen == null || seen.millisAgo() > atMost.toMillis() ? of(asked, topics) : seen;
  }

  private static TopicEnds of(Cluster source, Cluster target, List<TopicSides> topics) {
    long now = System.nanoTime();
    List<TopicSides> there = topics.stream().filter(TopicSides::exists).toList();
    return new TopicEnds(
        now,
        ends(source, there, TopicSides::source, TopicSides::sourcePartitions),
        ends(target, there, TopicSides::target, TopicSides::targetPartitions));
  }

  /** The same, for a check that will measure from now on; null where it has to ask by itself. */
  public static @Nullable TopicEnds now(Cluster source, Cluster target, List<TopicSides> topics) {
    try {
      return of(source, target, topics);
    } catch (KafkaFailure | LogUnavailable toldWhenAsked) {
      return null;
    }
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

  long millisAgo() {
    return (System.nanoTime() - atNanos) / 1_000_000;
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
