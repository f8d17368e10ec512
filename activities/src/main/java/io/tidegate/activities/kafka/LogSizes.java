package io.tidegate.activities.kafka;

import java.util.Collection;
import java.util.HashMap;
import java.util.Map;
import org.apache.kafka.clients.admin.LogDirDescription;
import org.apache.kafka.common.Node;
import org.apache.kafka.common.TopicPartition;

/** How large logs are on the brokers' disks, to foresee what reading them costs. */
public final class LogSizes {
  private final Cluster cluster;

  public LogSizes(Cluster cluster) {
    this.cluster = cluster;
  }

  /**
   * Bytes of each of these logs, compressed as they lie there; the largest replica's. A log without
   * an entry has none that a broker tells of.
   *
   * @throws KafkaDenied without DESCRIBE on the cluster
   */
  public Map<TopicPartition, Long> bytes(Collection<TopicPartition> partitions) {
    Collection<Node> brokers =
        cluster.await(
            KafkaCall.onCluster("listing the brokers", "DESCRIBE"),
            cluster.admin().describeCluster().nodes());
    Map<Integer, Map<String, LogDirDescription>> folders =
        cluster.await(
            KafkaCall.onCluster("reading the sizes of logs", "DESCRIBE"),
            cluster
                .admin()
                .describeLogDirs(brokers.stream().map(Node::id).toList())
                .allDescriptions());
    Map<TopicPartition, Long> bytes = new HashMap<>();
    for (Map<String, LogDirDescription> onBroker : folders.values()) {
      for (LogDirDescription folder : onBroker.values()) {
        folder
            .replicaInfos()
            .forEach(
                (partition, replica) -> {
                  if (partitions.contains(partition)) {
                    bytes.merge(partition, replica.size(), Math::max);
                  }
                });
      }
    }
    return bytes;
  }
}
