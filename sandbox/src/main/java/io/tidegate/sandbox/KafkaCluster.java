package io.tidegate.sandbox;

import java.util.List;
import java.util.Map;
import org.apache.kafka.clients.admin.Admin;

/** A Kafka cluster on loopback ports, as its clients and MirrorMaker see it. */
public interface KafkaCluster extends AutoCloseable {

  /** What messages call it, and its alias for MirrorMaker: {@code legacy}. */
  String name();

  /** {@code 127.0.0.1:port}, one for each broker; the same after a stop and a start. */
  String bootstrapServers();

  /** The brokers' node ids, as metadata names leaders and replicas. */
  List<Integer> brokers();

  /** Ends it for good. */
  @Override
  void close();

  /** What any Kafka client needs to connect: {@code bootstrap.servers} and nothing else. */
  default Map<String, Object> clientProperties() {
    return Map.of("bootstrap.servers", bootstrapServers());
  }

  /**
   * Creates a topic of one replica and returns once every partition has a leader that answers for
   * its offsets.
   *
   * @param configs topic settings, such as {@code cleanup.policy}
   */
  default void createTopic(String topic, int partitions, Map<String, String> configs) {
    createTopic(topic, partitions, 1, configs);
  }

  /**
   * Creates a topic and returns once every partition has a leader that answers for its offsets.
   *
   * @param replicas of each partition, at most the number of brokers
   * @param configs topic settings, such as {@code cleanup.policy}
   */
  default void createTopic(
      String topic, int partitions, int replicas, Map<String, String> configs) {
    try (Admin admin = Admin.create(clientProperties())) {
      new TopicCreation(name(), topic, partitions, replicas, configs).by(admin);
    }
  }
}
