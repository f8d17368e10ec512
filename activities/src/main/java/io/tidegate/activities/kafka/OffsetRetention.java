package io.tidegate.activities.kafka;

import java.time.Duration;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.stream.LongStream;
import java.util.stream.Stream;
import org.apache.kafka.clients.admin.Config;
import org.apache.kafka.clients.admin.ConfigEntry;
import org.apache.kafka.common.Node;
import org.apache.kafka.common.config.ConfigResource;

/** For how long brokers keep the offsets of a group that nobody is in. */
public final class OffsetRetention {
  /** The broker's setting. */
  public static final String SETTING = "offsets.retention.minutes";

  private final Cluster cluster;

  public OffsetRetention(Cluster cluster) {
    this.cluster = cluster;
  }

  /**
   * The shortest time that a broker is set to; empty where none says.
   *
   * @throws KafkaDenied where settings of brokers may not be read
   */
  public Optional<Duration> shortest() {
    Collection<Node> nodes =
        cluster.await(
            KafkaCall.onCluster("listing brokers", "DESCRIBE"),
            cluster.admin().describeCluster().nodes());
    List<ConfigResource> brokers =
        nodes.stream()
            .map(node -> new ConfigResource(ConfigResource.Type.BROKER, node.idString()))
            .toList();
    Map<ConfigResource, Config> configs =
        cluster.await(
            KafkaCall.onCluster("reading the brokers' settings", "DESCRIBE_CONFIGS"),
            cluster.admin().describeConfigs(brokers).all());
    OptionalLong minutes = configs.values().stream().flatMapToLong(OffsetRetention::minutes).min();
    return minutes.isPresent()
        ? Optional.of(Duration.ofMinutes(minutes.getAsLong()))
        : Optional.empty();
  }

  private static LongStream minutes(Config config) {
    return Stream.ofNullable(config.get(SETTING))
        .map(ConfigEntry::value)
        .filter(value -> value != null && value.matches("[0-9]+"))
        .mapToLong(Long::parseLong);
  }
}
