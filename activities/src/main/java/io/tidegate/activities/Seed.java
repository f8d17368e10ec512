package io.tidegate.activities;

import io.tidegate.activities.kafka.Committed;
import io.tidegate.activities.kafka.PartitionOrder;
import java.util.List;
import java.util.SortedMap;
import java.util.TreeMap;
import org.apache.kafka.common.TopicPartition;

/** What is written to the target of one unit. */
record Seed(String unit, List<GroupSeed> groups) {
  GroupSeed group(String name) {
    return groups.stream()
        .filter(group -> group.group().equals(name))
        .findFirst()
        .orElseThrow(
            () -> Fail.refused("group \"" + name + "\" of unit " + unit + " was not seeded"));
  }

  /** One group's positions. */
  record GroupSeed(String group, List<SeedPosition> positions) {
    SortedMap<TopicPartition, Committed.At> offsets() {
      SortedMap<TopicPartition, Committed.At> offsets = new TreeMap<>(PartitionOrder.BY_NAME);
      positions.forEach(
          at ->
              offsets.put(
                  new TopicPartition(at.topic(), at.partition()),
                  new Committed.At(at.offset(), at.text())));
      return offsets;
    }
  }

  /**
   * @param text stays beside the offset until the application's first commit
   */
  record SeedPosition(String topic, int partition, long offset, String text) {}
}
