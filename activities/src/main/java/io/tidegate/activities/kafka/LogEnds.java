package io.tidegate.activities.kafka;

import java.util.Collection;
import java.util.HashMap;
import java.util.Map;
import org.apache.kafka.clients.admin.ListOffsetsOptions;
import org.apache.kafka.clients.admin.ListOffsetsResult;
import org.apache.kafka.clients.admin.OffsetSpec;
import org.apache.kafka.common.IsolationLevel;
import org.apache.kafka.common.TopicPartition;

/**
 * Where logs begin and end, many partitions in one call. Ask only about partitions that exist
 * ({@link TopicFacts}): the client goes on asking about others until its timeout.
 */
public final class LogEnds {
  private final Cluster cluster;

  public LogEnds(Cluster cluster) {
    this.cluster = cluster;
  }

  /** The first offset that each log still has. */
  public Map<TopicPartition, Long> begins(Collection<TopicPartition> partitions) {
    return ask(partitions, OffsetSpec.earliest(), IsolationLevel.READ_UNCOMMITTED, "begin");
  }

  /**
   * The high watermark, or for {@code READ_COMMITTED} the last stable offset: no read at that
   * isolation comes to it.
   */
  public Map<TopicPartition, Long> ends(
      Collection<TopicPartition> partitions, IsolationLevel isolation) {
    return ask(partitions, OffsetSpec.latest(), isolation, "end");
  }

  private Map<TopicPartition, Long> ask(
      Collection<TopicPartition> partitions,
      OffsetSpec spec,
      IsolationLevel isolation,
      String what) {
    Map<TopicPartition, OffsetSpec> asked = new HashMap<>();
    partitions.forEach(partition -> asked.put(partition, spec));
    ListOffsetsResult answers =
        cluster.admin().listOffsets(asked, new ListOffsetsOptions(isolation));
    Map<TopicPartition, Long> offsets = new HashMap<>();
    for (TopicPartition partition : asked.keySet()) {
      KafkaCall call =
          KafkaCall.describeTopic("reading the " + what + " of " + partition, partition.topic());
      offsets.put(partition, cluster.await(call, answers.partitionResult(partition)).offset());
    }
    return offsets;
  }
}
