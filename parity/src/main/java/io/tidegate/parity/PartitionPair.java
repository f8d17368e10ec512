package io.tidegate.parity;

/** Where a group reads now, and where it will read. Partitions count from 0. */
public record PartitionPair(String topic, int partition, String targetTopic, int targetPartition) {

  public PartitionPair {
    if (topic.isEmpty() || targetTopic.isEmpty()) {
      throw new IllegalArgumentException("a topic without a name");
    }
    if (partition < 0 || targetPartition < 0) {
      throw new IllegalArgumentException(
          "partition " + partition + " -> " + targetPartition + ": 0 or more");
    }
  }
}
