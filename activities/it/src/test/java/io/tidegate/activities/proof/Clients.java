package io.tidegate.activities.proof;

import io.tidegate.activities.traffic.App;
import io.tidegate.sandbox.Await;
import io.tidegate.sandbox.KafkaCluster;
import io.tidegate.sandbox.TopicCreation;
import java.time.Duration;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.TimeUnit;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.OffsetSpec;
import org.apache.kafka.clients.admin.RecordsToDelete;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.clients.consumer.OffsetAndMetadata;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.common.IsolationLevel;
import org.apache.kafka.common.KafkaFuture;
import org.apache.kafka.common.TopicPartition;
import org.jspecify.annotations.Nullable;

/**
 * A test's clients on one cluster, each opened when it is first needed and then kept: opening one
 * costs more than most of what is done with it. For one thread.
 */
final class Clients implements AutoCloseable {
  private static final Duration DEADLINE = Duration.ofSeconds(60);

  private final KafkaCluster cluster;
  private final Map<IsolationLevel, KafkaConsumer<String, String>> readers =
      new EnumMap<>(IsolationLevel.class);
  private @Nullable Admin admin;
  private @Nullable KafkaProducer<String, String> producer;
  private @Nullable KafkaProducer<String, String> transactional;

  Clients(KafkaCluster cluster) {
    this.cluster = cluster;
  }

  Admin admin() {
    if (admin == null) {
      admin = Admin.create(cluster.clientProperties());
    }
    return admin;
  }

  KafkaProducer<String, String> producer() {
    if (producer == null) {
      producer = new App(cluster).producer();
    }
    return producer;
  }

  /** For a broker that has forgotten what the one before it wrote. */
  void openProducerAnew() {
    if (producer != null) {
      producer.close();
      producer = null;
    }
  }

  /** One at a time has a transaction open, and whoever began it ends it. */
  KafkaProducer<String, String> transactional() {
    if (transactional == null) {
      transactional = new App(cluster).producer("writer-" + UUID.randomUUID());
    }
    return transactional;
  }

  /** Returns once every partition answers for its offsets. */
  void createTopic(String topic, int partitions, Map<String, String> configs) {
    new TopicCreation(cluster.name(), topic, partitions, cluster.brokers().size(), configs)
        .by(admin());
  }

  /** The end that any reader sees. */
  long end(TopicPartition partition) {
    return await(
            admin().listOffsets(Map.of(partition, OffsetSpec.latest())).partitionResult(partition))
        .offset();
  }

  boolean exists(String topic) {
    return await(admin().listTopics().names()).contains(topic);
  }

  /** Returns once nobody is told of it any more. */
  void deleteTopic(String topic) {
    await(admin().deleteTopics(Set.of(topic)).all());
    Await.until(DEADLINE, "the end of " + topic, () -> !exists(topic));
  }

  /** The offsets of the group, as an administrator sets them. */
  void commit(String group, Map<TopicPartition, OffsetAndMetadata> offsets) {
    await(admin().alterConsumerGroupOffsets(group, offsets).all());
  }

  /** Deletes everything before an offset, as retention would. */
  void expire(TopicPartition partition, long before) {
    await(admin().deleteRecords(Map.of(partition, RecordsToDelete.beforeOffset(before))).all());
  }

  /** Every record that a consumer is given from a position to the log's end. */
  List<ConsumerRecord<String, String>> read(
      TopicPartition from, long position, IsolationLevel isolation) {
    KafkaConsumer<String, String> reader =
        readers.computeIfAbsent(isolation, level -> new App(cluster).consumer("reader", level));
    reader.assign(List.of(from));
    Long end = reader.endOffsets(List.of(from)).get(from);
    reader.seek(from, position);
    List<ConsumerRecord<String, String>> read = new ArrayList<>();
    Await.until(
        DEADLINE,
        from + " from " + position + " to " + end,
        () -> {
          reader.poll(Duration.ofMillis(100)).forEach(read::add);
          return end != null && reader.position(from) >= end;
        });
    return read;
  }

  static <T> T await(KafkaFuture<T> answer) {
    try {
      return answer.get(DEADLINE.toSeconds(), TimeUnit.SECONDS);
    } catch (Exception failed) {
      throw new IllegalStateException("a client's call", failed);
    }
  }

  @Override
  public void close() {
    readers.values().forEach(KafkaConsumer::close);
    if (producer != null) {
      producer.close();
    }
    if (transactional != null) {
      transactional.close();
    }
    if (admin != null) {
      admin.close();
    }
  }
}
