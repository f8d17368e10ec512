package io.tidegate.activities.proof;

import io.tidegate.activities.kafka.Committed;
import io.tidegate.activities.kafka.PartitionOrder;
import java.util.Collections;
import java.util.Set;
import java.util.SortedMap;
import java.util.SortedSet;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.stream.Collectors;
import org.apache.kafka.common.TopicPartition;

/** What an application that keeps its positions outside Kafka said of them, once. */
public sealed interface OwnPositions {

  /** Its offsets by partition of the source; a partition without one is where it has none. */
  record Told(SortedMap<TopicPartition, Long> offsets) implements OwnPositions {
    public Told {
      SortedMap<TopicPartition, Long> sorted = new TreeMap<>(PartitionOrder.BY_NAME);
      sorted.putAll(offsets);
      offsets = Collections.unmodifiableSortedMap(sorted);
    }
  }

  /**
   * Nothing that could be used.
   *
   * @param why in one line, with what to do
   */
  record Unknown(String why) implements OwnPositions {}

  /** The topics that it has a position on. */
  default SortedSet<String> topics() {
    return this instanceof Told told
        ? told.offsets().keySet().stream()
            .map(TopicPartition::topic)
            .collect(Collectors.toCollection(TreeSet::new))
        : new TreeSet<>();
  }

  /** Where it stands on one partition, in the place of a commit. */
  default Committed on(TopicPartition partition) {
    if (this instanceof Unknown unknown) {
      return new Committed.Unproven(unknown.why());
    }
    Long offset = ((Told) this).offsets().get(partition);
    return offset == null ? new Committed.None() : new Committed.At(offset, "");
  }

  /** Every position that was told, in the place of the commits. */
  default SortedMap<TopicPartition, Committed> all() {
    SortedMap<TopicPartition, Committed> all = new TreeMap<>(PartitionOrder.BY_NAME);
    if (this instanceof Told told) {
      told.offsets().keySet().forEach(partition -> all.put(partition, on(partition)));
    }
    return all;
  }

  /**
   * The same, or unknown where it names a partition that a topic does not have: then it speaks of
   * another cluster, or of another time.
   *
   * @param partitions of each topic that exists on the source
   */
  default OwnPositions within(SortedMap<String, Integer> partitions) {
    Set<TopicPartition> told = this instanceof Told some ? some.offsets().keySet() : Set.of();
    return told.stream()
        .filter(at -> at.partition() >= partitions.getOrDefault(at.topic(), Integer.MAX_VALUE))
        .findFirst()
        .<OwnPositions>map(
            at ->
                new Unknown(
                    "the application has a position on %s, and topic %s of the source has %d partitions; let it tell positions of the source"
                        .formatted(at, at.topic(), partitions.get(at.topic()))))
        .orElse(this);
  }
}
