package io.tidegate.activities;

import io.tidegate.activities.kafka.PartitionOrder;
import io.tidegate.activities.kafka.TopicFacts;
import io.tidegate.parity.PartitionPair;
import io.tidegate.parity.WayBack;
import io.tidegate.runbooks.Side;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import org.apache.kafka.common.TopicPartition;

/**
 * The freeze anchors: where the logs of a unit's topics ended on both sides when its producers
 * stood still and everything of the source was on the target. Whatever the target has beyond them
 * the source has not.
 *
 * @param proof digest of the proof that nothing was missing
 */
record Tail(String unit, Instant at, String proof, List<End> ends) {
  Tail {
    ends = List.copyOf(ends);
  }

  /** Where one log ended. */
  record End(Side side, String topic, int partition, long offset) {
    TopicPartition at() {
      return new TopicPartition(topic, partition);
    }
  }

  /** By partition, on one side. */
  Map<TopicPartition, Long> on(Side side) {
    Map<TopicPartition, Long> found = new TreeMap<>(PartitionOrder.BY_NAME);
    ends.stream()
        .filter(end -> end.side() == side)
        .forEach(end -> found.put(end.at(), end.offset()));
    return found;
  }

  /** Of a partition and its copy; empty where one of them was not there yet. */
  Optional<WayBack.Freeze> of(PartitionPair pair) {
    Long source = on(Side.SOURCE).get(new TopicPartition(pair.topic(), pair.sourcePartition()));
    Long target =
        on(Side.TARGET).get(new TopicPartition(pair.targetTopic(), pair.targetPartition()));
    return source == null || target == null
        ? Optional.empty()
        : Optional.of(new WayBack.Freeze(source, target));
  }

  /** Every partition of the unit's topics as they are now; on the target also of those apart. */
  static List<TopicPartition> partitions(Plan plan, Side side) {
    List<String> topics = new ArrayList<>();
    plan.unit()
        .topics()
        .forEach(topic -> topics.add(side == Side.SOURCE ? topic.source() : topic.target()));
    if (side == Side.TARGET) {
      topics.addAll(Apart.topics(plan.unit()));
    }
    return List.copyOf(new TopicFacts(plan.cluster(side)).all(topics));
  }
}
