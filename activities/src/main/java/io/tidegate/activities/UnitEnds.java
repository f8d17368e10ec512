package io.tidegate.activities;

import io.tidegate.activities.kafka.Cluster;
import io.tidegate.activities.kafka.LogEnds;
import io.tidegate.activities.kafka.PartitionOrder;
import io.tidegate.runbooks.Side;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.atomic.AtomicReference;
import org.apache.kafka.common.IsolationLevel;
import org.apache.kafka.common.TopicPartition;

/**
 * Where the logs of a unit's topics end, and whether they stand still. The end of a log rises with
 * every record and every marker of a transaction, whoever writes; between two looks that are equal
 * nothing was written.
 */
final class UnitEnds {
  private UnitEnds() {}

  /** Of every partition on one side, by topic and partition. */
  static Map<TopicPartition, Long> on(Plan plan, Side side) {
    Map<TopicPartition, Long> ends = new TreeMap<>(PartitionOrder.BY_NAME);
    ends.putAll(
        new LogEnds(plan.cluster(side))
            .ends(Tail.partitions(plan, side), IsolationLevel.READ_UNCOMMITTED));
    return ends;
  }

  /** What ends elsewhere than before, or is new, one line each. */
  static List<String> moved(
      Cluster cluster, Map<TopicPartition, Long> before, Map<TopicPartition, Long> now) {
    List<String> lines = new ArrayList<>();
    now.forEach(
        (partition, end) -> {
          Long was = before.get(partition);
          if (was == null || was.longValue() != end) {
            lines.add(
                "%s on %s ended at %s, ends at %d".formatted(partition, cluster.name(), was, end));
          }
        });
    return lines;
  }

  /** Refuses where somebody still writes and nobody should. */
  static void require(Plan plan, Side side, Map<TopicPartition, Long> wanted) {
    List<String> moved = moved(plan.cluster(side), wanted, on(plan, side));
    if (!moved.isEmpty()) {
      throw Fail.refused("somebody still writes: " + Fail.listed(moved));
    }
  }

  /** Two looks with equal ends; so the first of them never shows it. */
  static Switching.Shown still(Plan plan, Side side) {
    AtomicReference<Map<TopicPartition, Long>> before = new AtomicReference<>(Map.of());
    return groups -> {
      Map<TopicPartition, Long> now = on(plan, side);
      return moved(plan.cluster(side), before.getAndSet(now), now);
    };
  }

  /** As they are kept. */
  static List<Tail.End> kept(Side side, Map<TopicPartition, Long> ends) {
    List<Tail.End> kept = new ArrayList<>();
    ends.forEach((at, end) -> kept.add(new Tail.End(side, at.topic(), at.partition(), end)));
    return kept;
  }
}
