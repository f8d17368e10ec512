package io.tidegate.activities.kafka;

import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.SortedMap;
import java.util.SortedSet;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.stream.Collectors;
import org.apache.kafka.clients.admin.ListConsumerGroupOffsetsOptions;
import org.apache.kafka.clients.admin.ListConsumerGroupOffsetsResult;
import org.apache.kafka.clients.admin.ListConsumerGroupOffsetsSpec;
import org.apache.kafka.clients.consumer.OffsetAndMetadata;
import org.apache.kafka.common.IsolationLevel;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.errors.GroupIdNotFoundException;
import org.jspecify.annotations.Nullable;

/**
 * What groups have committed. Reads ask for stable offsets: while a transaction with a commit of
 * the group is open, the position is about to move. Ask {@link Groups} first whether the group
 * commits offsets at all.
 *
 * <p>Limit: a broker before 2.5 knows no stable read and answers as if it were one.
 */
public final class GroupOffsets {
  private final Cluster cluster;

  public GroupOffsets(Cluster cluster) {
    this.cluster = cluster;
  }

  /**
   * Every partition that the group has a commit on, sorted by topic and partition, stable or not.
   *
   * @throws KafkaDenied where the group's offsets may not be read
   */
  public SortedMap<TopicPartition, Committed> all(String group) {
    return all(List.of(group)).getOrDefault(group, new TreeMap<>(PartitionOrder.BY_NAME));
  }

  /**
   * The same of many groups in two calls for all of them.
   *
   * @throws KafkaDenied where the offsets of one may not be read
   */
  public Map<String, SortedMap<TopicPartition, Committed>> all(Collection<String> groups) {
    ListConsumerGroupOffsetsResult known = ask(everywhere(groups), false);
    ListConsumerGroupOffsetsResult stable = ask(everywhere(groups), true);
    Map<String, SortedMap<TopicPartition, Committed>> all = new HashMap<>();
    for (String group : groups) {
      Set<TopicPartition> partitions = offsets(known, group).keySet();
      Map<TopicPartition, OffsetAndMetadata> settled = offsets(stable, group);
      SortedMap<TopicPartition, Committed> positions = new TreeMap<>(PartitionOrder.BY_NAME);
      for (TopicPartition partition : partitions) {
        positions.put(partition, committed(group, partition, settled, true));
      }
      all.put(group, positions);
    }
    return all;
  }

  private static Map<String, ListConsumerGroupOffsetsSpec> everywhere(Collection<String> groups) {
    Map<String, ListConsumerGroupOffsetsSpec> specs = new HashMap<>();
    groups.forEach(group -> specs.put(group, new ListConsumerGroupOffsetsSpec()));
    return specs;
  }

  private ListConsumerGroupOffsetsResult ask(
      Map<String, ListConsumerGroupOffsetsSpec> specs, boolean stable) {
    return cluster
        .admin()
        .listConsumerGroupOffsets(
            specs, new ListConsumerGroupOffsetsOptions().requireStable(stable));
  }

  private Map<TopicPartition, OffsetAndMetadata> offsets(
      ListConsumerGroupOffsetsResult answers, String group) {
    return cluster.await(reading(group), answers.partitionsToOffsetAndMetadata(group));
  }

  /**
   * The topics that the group has a commit on, stable or not.
   *
   * @throws KafkaDenied where the group's offsets may not be read
   */
  public SortedSet<String> topics(String group) {
    return read(group, null, false).keySet().stream()
        .map(TopicPartition::topic)
        .collect(Collectors.toCollection(TreeSet::new));
  }

  /**
   * The positions of each group that carry a leader epoch, stable or not, in one call for all. A
   * consumer that starts from one believes that epoch: where its cluster never had it, it waits in
   * silence.
   *
   * @throws KafkaDenied where the offsets of one may not be read
   */
  public Map<String, Map<TopicPartition, LogEnds.Place>> withEpochs(Collection<String> groups) {
    ListConsumerGroupOffsetsResult answers = ask(everywhere(groups), false);
    Map<String, Map<TopicPartition, LogEnds.Place>> all = new HashMap<>();
    for (String group : groups) {
      Map<TopicPartition, LogEnds.Place> places = new HashMap<>();
      offsets(answers, group)
          .forEach(
              (partition, offset) -> {
                if (offset != null && offset.leaderEpoch().isPresent()) {
                  places.put(partition, new LogEnds.Place(offset.offset(), offset.leaderEpoch()));
                }
              });
      all.put(group, places);
    }
    return all;
  }

  /**
   * The group's position on each of these partitions, each with an answer, sorted by topic and
   * partition.
   *
   * @throws KafkaDenied where the group's offsets may not be read
   */
  public SortedMap<TopicPartition, Committed> of(
      String group, Collection<TopicPartition> partitions) {
    SortedMap<TopicPartition, Committed> positions = new TreeMap<>(PartitionOrder.BY_NAME);
    if (partitions.isEmpty()) {
      return positions;
    }
    Map<TopicPartition, OffsetAndMetadata> stable = read(group, partitions, true);
    Set<TopicPartition> absent = new HashSet<>(partitions);
    absent.removeAll(stable.keySet());
    Set<TopicPartition> unstable =
        absent.isEmpty() ? Set.of() : read(group, absent, false).keySet();
    for (TopicPartition partition : partitions) {
      positions.put(partition, committed(group, partition, stable, unstable.contains(partition)));
    }
    return positions;
  }

  /**
   * The stable positions of many groups in one call, without those that cannot be told: {@link #of}
   * says why.
   *
   * @param partitions that are asked about by group
   */
  public Map<String, Map<TopicPartition, Committed>> known(
      Map<String, ? extends Collection<TopicPartition>> partitions) {
    Map<String, ListConsumerGroupOffsetsSpec> specs = new HashMap<>();
    partitions.forEach(
        (group, asked) ->
            specs.put(group, new ListConsumerGroupOffsetsSpec().topicPartitions(asked)));
    Map<String, Map<TopicPartition, Committed>> known = new HashMap<>();
    if (specs.isEmpty()) {
      return known;
    }
    ListConsumerGroupOffsetsResult answers = ask(specs, true);
    for (String group : specs.keySet()) {
      Map<TopicPartition, Committed> positions = new HashMap<>();
      known.put(group, positions);
      try {
        offsets(answers, group)
            .forEach((partition, offset) -> positions.put(partition, committed(offset)));
      } catch (KafkaFailure leftOut) {
        if (Thread.currentThread().isInterrupted()) {
          throw leftOut;
        }
      }
    }
    return known;
  }

  private static Committed committed(@Nullable OffsetAndMetadata offset) {
    return offset == null
        ? new Committed.None()
        : new Committed.At(offset.offset(), offset.metadata());
  }

  private static KafkaCall reading(String group) {
    return KafkaCall.describeGroup("reading the offsets of group " + group, group);
  }

  /**
   * The broker leaves out what it has no stable answer for, and also what the principal may not
   * know: the second read tells which.
   */
  private static Committed committed(
      String group,
      TopicPartition partition,
      Map<TopicPartition, OffsetAndMetadata> stable,
      boolean answeredUnstable) {
    if (stable.containsKey(partition)) {
      return committed(stable.get(partition));
    }
    return new Committed.Unproven(
        answeredUnstable
            ? "a transaction with a commit of group " + group + " on " + partition + " is open"
            : "the broker gives no offset of group "
                + group
                + " on "
                + partition
                + "; reading it needs DESCRIBE on Topic "
                + partition.topic());
  }

  private Map<TopicPartition, OffsetAndMetadata> read(
      String group, @Nullable Collection<TopicPartition> partitions, boolean stable) {
    ListConsumerGroupOffsetsSpec spec = new ListConsumerGroupOffsetsSpec();
    if (partitions != null) {
      spec.topicPartitions(List.copyOf(partitions));
    }
    return offsets(ask(Map.of(group, spec), stable), group);
  }

  /**
   * Writes offsets of a group that has no member, and reads them back. Kafka takes any number and
   * may take some partitions and refuse others; so the ranges are checked before anything is
   * written, each partition's result after, and what stands there is compared. No leader epoch is
   * written: one from another cluster would hang the consumer in silence.
   *
   * @param offsets what to write, each with the text that marks it
   * @return what went wrong by partition, in words; empty when all offsets stand as asked
   * @throws KafkaRefused if an offset lies outside its log; nothing was written then
   */
  public SortedMap<TopicPartition, String> write(
      String group, Map<TopicPartition, Committed.At> offsets) {
    if (offsets.isEmpty()) {
      throw new IllegalArgumentException("no offsets to write for group " + group);
    }
    refuseOutside(group, offsets);
    var asked =
        cluster
            .admin()
            .alterConsumerGroupOffsets(
                group,
                offsets.entrySet().stream()
                    .collect(
                        Collectors.toMap(
                            Map.Entry::getKey,
                            entry ->
                                new OffsetAndMetadata(
                                    entry.getValue().offset(), entry.getValue().metadata()))));
    SortedMap<TopicPartition, String> problems = new TreeMap<>(PartitionOrder.BY_NAME);
    for (TopicPartition partition : offsets.keySet()) {
      try {
        cluster.await(writing(group, partition), asked.partitionResult(partition));
      } catch (KafkaRefused | KafkaDenied failed) {
        problems.put(partition, String.valueOf(failed.getMessage()));
      }
    }
    of(group, offsets.keySet())
        .forEach(
            (partition, stands) -> {
              if (!stands.equals(offsets.get(partition))) {
                problems.putIfAbsent(
                    partition, "asked for " + offsets.get(partition) + ", read back " + stands);
              }
            });
    return problems;
  }

  /**
   * Takes the group's offsets on these partitions away; where there are none, that is success.
   * Refused while a member subscribes to the topic.
   */
  public void delete(String group, Set<TopicPartition> partitions) {
    if (partitions.isEmpty()) {
      return;
    }
    var asked = cluster.admin().deleteConsumerGroupOffsets(group, partitions);
    for (TopicPartition partition : partitions) {
      KafkaCall call =
          new KafkaCall(
              "deleting the offset of group " + group + " on " + partition,
              "DELETE",
              "Group " + group);
      try {
        cluster.await(call, asked.partitionResult(partition));
      } catch (KafkaRefused refused) {
        if (!(refused.getCause() instanceof GroupIdNotFoundException)) {
          throw refused;
        }
      }
    }
  }

  private void refuseOutside(String group, Map<TopicPartition, Committed.At> offsets) {
    LogEnds ends = new LogEnds(cluster);
    Map<TopicPartition, Long> begins = ends.begins(offsets.keySet());
    Map<TopicPartition, Long> highs = ends.ends(offsets.keySet(), IsolationLevel.READ_UNCOMMITTED);
    offsets.forEach(
        (partition, at) -> {
          long begin = begins.getOrDefault(partition, 0L);
          long end = highs.getOrDefault(partition, 0L);
          if (at.offset() < begin || at.offset() > end) {
            throw new KafkaRefused(
                cluster.name(),
                "writing the offset of group " + group + " on " + partition,
                new IllegalArgumentException(
                    "offset "
                        + at.offset()
                        + " is outside the log, which holds "
                        + begin
                        + " to "
                        + end));
          }
        });
  }

  private static KafkaCall writing(String group, TopicPartition partition) {
    return new KafkaCall(
        "writing the offset of group " + group + " on " + partition, "READ", "Group " + group);
  }
}
