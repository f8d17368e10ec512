package io.tidegate.activities;

import io.tidegate.activities.kafka.Committed;
import io.tidegate.activities.kafka.Group;
import io.tidegate.activities.kafka.GroupOffsets;
import io.tidegate.activities.kafka.Groups;
import io.tidegate.activities.kafka.LogEnds;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.apache.kafka.common.IsolationLevel;
import org.apache.kafka.common.TopicPartition;

/**
 * How far the unit's groups have read on the target, by their commits: an application that keeps
 * its own positions shows nothing here, and counts as one that has read nothing.
 */
final class TargetReaders {
  /** Longer than the 5 s of a consumer that commits by itself, shorter than the api waits. */
  static final Duration MOVES_WITHIN = Duration.ofSeconds(6);

  private static final Duration LOOK_EVERY = Duration.ofMillis(500);

  private TargetReaders() {}

  /** Up to where every group that reads a partition has read it; no entry where none does. */
  static Map<TopicPartition, Long> readTo(Plan plan, Collection<TopicPartition> partitions) {
    Map<TopicPartition, Long> readTo = new HashMap<>();
    readers(plan, partitions)
        .forEach(reader -> readTo.merge(reader.partition(), reader.committed(), Math::min));
    return readTo;
  }

  /**
   * The partitions on which every group that is behind moves on; takes up to {@link #MOVES_WITHIN}
   * to show.
   */
  static Set<TopicPartition> beingRead(
      Plan plan, Collection<TopicPartition> partitions, Pulse pulse) {
    List<Reader> readers = readers(plan, partitions);
    Map<TopicPartition, Long> ends =
        new LogEnds(plan.target()).ends(partitions, IsolationLevel.READ_COMMITTED);
    List<Reader> still =
        new ArrayList<>(
            readers.stream()
                .filter(at -> at.committed() < ends.getOrDefault(at.partition(), 0L))
                .toList());
    var unused =
        new Poll(LOOK_EVERY, MOVES_WITHIN, pulse)
            .until(
                () -> {
                  List<Reader> now = readers(plan, partitions);
                  still.removeIf(before -> now.stream().anyMatch(before::hasMovedTo));
                  return still.isEmpty() || nobodyIsIn(plan, still);
                });
    Set<TopicPartition> read = new HashSet<>();
    readers.forEach(reader -> read.add(reader.partition()));
    still.forEach(reader -> read.remove(reader.partition()));
    return read;
  }

  private static boolean nobodyIsIn(Plan plan, List<Reader> still) {
    List<String> groups = still.stream().map(Reader::group).distinct().toList();
    return new Groups(plan.target()).describe(groups).values().stream().noneMatch(Group::active);
  }

  private static List<Reader> readers(Plan plan, Collection<TopicPartition> partitions) {
    List<Reader> readers = new ArrayList<>();
    for (String group : plan.groups()) {
      new GroupOffsets(plan.target())
          .of(group, partitions)
          .forEach(
              (partition, committed) -> {
                if (committed instanceof Committed.At at) {
                  readers.add(new Reader(group, partition, at.offset()));
                }
              });
    }
    return readers;
  }

  /** A group on one partition. */
  private record Reader(String group, TopicPartition partition, long committed) {
    boolean hasMovedTo(Reader later) {
      return group.equals(later.group)
          && partition.equals(later.partition)
          && later.committed > committed;
    }
  }
}
