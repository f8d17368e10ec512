package io.tidegate.sandbox;

import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.Function;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.NewTopic;
import org.apache.kafka.clients.admin.OffsetSpec;
import org.apache.kafka.common.TopicPartition;

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
    Duration deadline = Duration.ofSeconds(30);
    NewTopic wanted = new NewTopic(topic, partitions, (short) replicas).configs(configs);
    try (Admin admin = Admin.create(clientProperties())) {
      admin.createTopics(List.of(wanted)).all().get(deadline.toMillis(), TimeUnit.MILLISECONDS);
      Await.until(
          deadline,
          "the offsets of all %d partitions of %s on %s".formatted(partitions, topic, name()),
          () -> answersForOffsets(admin, topic, partitions));
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new SandboxException("interrupted while creating topic " + topic + " on " + name(), e);
    } catch (ExecutionException e) {
      throw new SandboxException("could not create topic " + topic + " on " + name(), e.getCause());
    } catch (TimeoutException e) {
      throw new SandboxException(
          "topic %s on %s was not created in %d s".formatted(topic, name(), deadline.toSeconds()),
          e);
    }
  }

  private static boolean answersForOffsets(Admin admin, String topic, int partitions)
      throws Exception {
    Map<TopicPartition, OffsetSpec> ends =
        IntStream.range(0, partitions)
            .mapToObj(partition -> new TopicPartition(topic, partition))
            .collect(Collectors.toMap(Function.identity(), p -> OffsetSpec.latest()));
    return admin.listOffsets(ends).all().get(1, TimeUnit.SECONDS).size() == partitions;
  }
}
