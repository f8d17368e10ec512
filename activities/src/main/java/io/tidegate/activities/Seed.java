package io.tidegate.activities;

import io.tidegate.activities.kafka.Committed;
import io.tidegate.activities.kafka.PartitionOrder;
import io.tidegate.activities.switches.Turn;
import java.util.List;
import java.util.Map;
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

  /** Those whose positions are offsets on Kafka. */
  List<GroupSeed> written() {
    return groups.stream().filter(group -> !group.toApplication()).toList();
  }

  /** What goes out with START, by group. */
  Map<String, List<Turn.Position>> toApplications() {
    Map<String, List<Turn.Position>> positions = new TreeMap<>();
    groups.stream()
        .filter(GroupSeed::toApplication)
        .forEach(
            group ->
                positions.put(
                    group.group(),
                    group.positions().stream()
                        .map(
                            at ->
                                new Turn.Position(
                                    at.topic(), at.partition(), Long.toString(at.offset())))
                        .toList()));
    return positions;
  }

  /** The end of a sentence about what was written; empty where all of it was. */
  String toldByHand() {
    Map<String, List<Turn.Position>> told = toApplications();
    return told.isEmpty()
        ? ""
        : "; those of " + told.keySet() + " go to the application with START";
  }

  /**
   * One group's positions.
   *
   * @param toApplication whether the application takes them with START, and no offset of the group
   *     is written
   * @param joins whether its members show in the group: an application that assigns itself and
   *     keeps its own positions has none
   */
  record GroupSeed(
      String group, List<SeedPosition> positions, boolean toApplication, boolean joins) {
    /** Of a group whose positions are offsets on Kafka. */
    GroupSeed(String group, List<SeedPosition> positions) {
      this(group, positions, false, true);
    }

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
