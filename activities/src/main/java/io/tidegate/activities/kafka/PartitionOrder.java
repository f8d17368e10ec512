package io.tidegate.activities.kafka;

import java.util.Comparator;
import org.apache.kafka.common.TopicPartition;

/** The order in which partitions are told: by topic, then by number. */
public final class PartitionOrder {
  public static final Comparator<TopicPartition> BY_NAME =
      Comparator.comparing(TopicPartition::topic).thenComparingInt(TopicPartition::partition);

  private PartitionOrder() {}
}
