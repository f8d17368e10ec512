package io.tidegate.activities.kafka;

import java.util.Collection;
import java.util.SortedMap;
import java.util.TreeMap;
import org.apache.kafka.common.Node;

/**
 * Which APIs a cluster's brokers offer to clients, as one of them tells when it is connected to.
 */
public final class BrokerApis {
  private final Cluster cluster;

  public BrokerApis(Cluster cluster) {
    this.cluster = cluster;
  }

  /**
   * The newest version of each API that this build's client knows too, by its name in the protocol.
   * What brokers ask each other is left out: no client needs it.
   */
  public SortedMap<String, Short> newest() {
    Collection<Node> nodes =
        cluster.await(
            KafkaCall.onCluster("listing brokers", "DESCRIBE"),
            cluster.admin().describeCluster().nodes());
    SortedMap<String, Short> newest = new TreeMap<>();
    try (BrokerConnection connection = new BrokerConnection(cluster, nodes.iterator().next())) {
      connection
          .apis()
          .allSupportedApiVersions()
          .forEach(
              (api, versions) -> {
                if (!api.clusterAction) {
                  newest.put(api.name, versions.maxVersion());
                }
              });
    }
    return newest;
  }
}
