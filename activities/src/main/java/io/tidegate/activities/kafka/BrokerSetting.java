package io.tidegate.activities.kafka;

import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.apache.kafka.clients.admin.Config;
import org.apache.kafka.clients.admin.ConfigEntry;
import org.apache.kafka.common.Node;
import org.apache.kafka.common.config.ConfigResource;

/** A setting that all brokers of a cluster have alike by rule, as one of them tells it. */
public final class BrokerSetting {
  private BrokerSetting() {}

  /**
   * Empty where the broker knows no such setting, or nobody has set it. The value of one that Kafka
   * itself does not define is hidden: the entry is there, its value is null.
   *
   * @throws KafkaDenied without DESCRIBE_CONFIGS on the cluster
   */
  public static Optional<ConfigEntry> of(Cluster cluster, String name) {
    return Optional.ofNullable(all(cluster).get(name));
  }

  /** All of one broker, see {@link #of}. */
  static Config all(Cluster cluster) {
    Collection<Node> nodes =
        cluster.await(
            KafkaCall.onCluster("listing brokers", "DESCRIBE"),
            cluster.admin().describeCluster().nodes());
    ConfigResource broker =
        new ConfigResource(ConfigResource.Type.BROKER, nodes.iterator().next().idString());
    Map<ConfigResource, Config> configs =
        cluster.await(
            KafkaCall.onCluster("reading a broker's settings", "DESCRIBE_CONFIGS"),
            cluster.admin().describeConfigs(List.of(broker)).all());
    return configs.getOrDefault(broker, new Config(List.of()));
  }
}
