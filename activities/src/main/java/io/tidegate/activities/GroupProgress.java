package io.tidegate.activities;

import io.tidegate.activities.kafka.Committed;
import io.tidegate.activities.kafka.GroupOffsets;
import io.tidegate.activities.kafka.KafkaLog;
import io.tidegate.activities.kafka.LogEnds;
import io.tidegate.activities.kafka.PartitionOrder;
import java.util.Map;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.TreeSet;
import org.apache.kafka.common.TopicPartition;
import org.jspecify.annotations.Nullable;

/**
 * How far a group is on the target at one moment, over the partitions that were seeded.
 *
 * @param lag offsets between its commits and the ends of the logs; it counts what is invisible too
 * @param committed sum of its offsets: it rises with every commit that moves one
 */
record GroupProgress(long lag, long committed) {
  /** Has something to read and has not moved since. */
  boolean standsStill(@Nullable GroupProgress before) {
    return before != null && lag > 0 && before.lag() > 0 && committed == before.committed();
  }

  /** Of the unit's groups by name, without those whose positions are not on Kafka. */
  static SortedMap<String, GroupProgress> onTarget(Plan plan, Seed seed) {
    SortedMap<String, GroupProgress> groups = new TreeMap<>();
    for (Seed.GroupSeed group : seed.written()) {
      groups.put(group.group(), of(plan, group));
    }
    return groups;
  }

  private static GroupProgress of(Plan plan, Seed.GroupSeed group) {
    var isolation = plan.unit().groupNamed(group.group()).orElseThrow().isolation();
    Set<TopicPartition> partitions = new TreeSet<>(PartitionOrder.BY_NAME);
    partitions.addAll(group.offsets().keySet());
    Map<TopicPartition, Long> ends =
        new LogEnds(plan.target()).ends(partitions, KafkaLog.isolationLevel(isolation));
    long lag = 0;
    long committedSum = 0;
    for (var at : new GroupOffsets(plan.target()).of(group.group(), partitions).entrySet()) {
      if (at.getValue() instanceof Committed.At committed) {
        committedSum += committed.offset();
        lag += Math.max(0, ends.getOrDefault(at.getKey(), 0L) - committed.offset());
      }
    }
    return new GroupProgress(lag, committedSum);
  }
}
