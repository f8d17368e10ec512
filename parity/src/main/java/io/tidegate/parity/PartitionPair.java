package io.tidegate.parity;

import org.jspecify.annotations.Nullable;

/**
 * Where a group reads now, and where it will read. Partitions count from 0.
 *
 * @param partition on the source; null where the two topics have different partition counts: then
 *     one target partition holds records of many source partitions
 */
public record PartitionPair(
    String topic, @Nullable Integer partition, String targetTopic, int targetPartition) {

  public PartitionPair {
    if (topic.isEmpty() || targetTopic.isEmpty()) {
      throw new IllegalArgumentException("a topic without a name");
    }
    if ((partition != null && partition < 0) || targetPartition < 0) {
      throw new IllegalArgumentException(
          "partition " + partition + " -> " + targetPartition + ": 0 or more");
    }
  }

  /** One partition of the target that is fed from any partition of the source. */
  public static PartitionPair repartitioned(String topic, String targetTopic, int targetPartition) {
    return new PartitionPair(topic, null, targetTopic, targetPartition);
  }

  /** Whether the two topics differ in their partition counts. */
  public boolean isRepartitioned() {
    return partition == null;
  }

  /** The source's partition, for those who know that there is one. */
  public int sourcePartition() {
    if (partition == null) {
      throw new IllegalStateException(this + " has no one partition on the source");
    }
    return partition;
  }

  /**
   * What tells the rows of one topic apart: the source's partition, or the target's where the
   * counts differ.
   */
  public int number() {
    return partition == null ? targetPartition : partition;
  }

  /** For people: {@code payments-3}, or {@code payments -> payments-3} where the counts differ. */
  public String name() {
    return partition == null
        ? topic + " -> " + targetTopic + "-" + targetPartition
        : topic + "-" + partition;
  }
}
