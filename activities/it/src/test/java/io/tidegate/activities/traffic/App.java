package io.tidegate.activities.traffic;

import static org.apache.kafka.common.IsolationLevel.READ_COMMITTED;
import static org.apache.kafka.common.IsolationLevel.READ_UNCOMMITTED;

import io.tidegate.sandbox.Await;
import io.tidegate.sandbox.KafkaCluster;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Future;
import java.util.function.ToLongFunction;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.ListOffsetsOptions;
import org.apache.kafka.clients.admin.OffsetSpec;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.clients.consumer.OffsetAndMetadata;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.clients.producer.RecordMetadata;
import org.apache.kafka.common.IsolationLevel;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.serialization.StringDeserializer;
import org.apache.kafka.common.serialization.StringSerializer;

/** An application on one cluster: what it would do with plain clients. */
public final class App {
  private static final Duration CONSUME_DEADLINE = Duration.ofSeconds(60);
  private static final Duration MARKERS_DEADLINE = Duration.ofSeconds(60);

  private final KafkaCluster cluster;

  public App(KafkaCluster cluster) {
    this.cluster = cluster;
  }

  /** A producer that batches a little; a transactional one where an id is given. */
  public KafkaProducer<String, String> producer(String... transactionalId) {
    Map<String, Object> settings = new HashMap<>(cluster.clientProperties());
    settings.put("linger.ms", "5");
    if (transactionalId.length > 0) {
      settings.put("transactional.id", transactionalId[0]);
    }
    KafkaProducer<String, String> producer =
        new KafkaProducer<>(settings, new StringSerializer(), new StringSerializer());
    if (transactionalId.length > 0) {
      producer.initTransactions();
    }
    return producer;
  }

  /** Writes {@code count} distinct records to one partition and waits for them. */
  public void produce(TopicPartition to, String prefix, int count) {
    try (KafkaProducer<String, String> producer = producer()) {
      List<Future<RecordMetadata>> sent = new ArrayList<>();
      for (int i = 0; i < count; i++) {
        sent.add(producer.send(record(to, prefix + i)));
      }
      await(sent);
    }
  }

  public static ProducerRecord<String, String> record(TopicPartition to, String value) {
    return new ProducerRecord<>(to.topic(), to.partition(), "k" + value.length(), value);
  }

  /** The offsets of the group, as an administrator sets them. */
  public void commit(String group, Map<TopicPartition, Long> offsets) {
    Map<TopicPartition, OffsetAndMetadata> wanted = new HashMap<>();
    offsets.forEach((partition, offset) -> wanted.put(partition, new OffsetAndMetadata(offset)));
    try (Admin admin = Admin.create(cluster.clientProperties())) {
      admin.alterConsumerGroupOffsets(group, wanted).all().get();
    } catch (ExecutionException | InterruptedException failed) {
      throw new IllegalStateException("commit of " + group, failed);
    }
  }

  /** A consumer of a group, without automatic commits. */
  public KafkaConsumer<String, String> consumer(String group, IsolationLevel isolation) {
    return consumer(group, isolation, Map.of());
  }

  /** The same, with settings of the application's own. */
  public KafkaConsumer<String, String> consumer(
      String group, IsolationLevel isolation, Map<String, String> own) {
    Map<String, Object> settings = new HashMap<>(cluster.clientProperties());
    settings.put("group.id", group);
    settings.put("enable.auto.commit", "false");
    settings.put("auto.offset.reset", "earliest");
    settings.put("isolation.level", isolation.name().toLowerCase(Locale.ROOT));
    settings.putAll(own);
    return new KafkaConsumer<>(settings, new StringDeserializer(), new StringDeserializer());
  }

  /** Values of the next {@code count} records that a consumer is given from a position on. */
  public List<String> values(
      TopicPartition from, long position, int count, IsolationLevel isolation) {
    List<String> values = new ArrayList<>();
    try (KafkaConsumer<String, String> consumer = consumer("values-of-" + from, isolation)) {
      consumer.assign(List.of(from));
      consumer.seek(from, position);
      long deadline = System.nanoTime() + CONSUME_DEADLINE.toNanos();
      while (values.size() < count && System.nanoTime() < deadline) {
        for (ConsumerRecord<String, String> found : consumer.poll(Duration.ofMillis(200))) {
          values.add(found.value());
        }
      }
    }
    if (values.size() < count) {
      throw new IllegalStateException(
          "only " + values.size() + " of " + count + " records of " + from + " from " + position);
    }
    return List.copyOf(values.subList(0, count));
  }

  /** Timestamps of the first {@code count} records. */
  public List<Long> times(TopicPartition partition, int count) {
    List<Long> times = new ArrayList<>();
    try (KafkaConsumer<String, String> consumer =
        consumer("times-of-" + partition, READ_UNCOMMITTED)) {
      consumer.assign(List.of(partition));
      consumer.seek(partition, 0);
      long deadline = System.nanoTime() + CONSUME_DEADLINE.toNanos();
      while (times.size() < count && System.nanoTime() < deadline) {
        consumer.poll(Duration.ofMillis(200)).forEach(found -> times.add(found.timestamp()));
      }
    }
    return List.copyOf(times.subList(0, count));
  }

  /**
   * Writes as a replicator does: the same records with the timestamps that they have on the source.
   */
  public void copy(TopicPartition to, List<String> values, ToLongFunction<String> timeOf) {
    try (KafkaProducer<String, String> producer = producer()) {
      List<Future<RecordMetadata>> sent = new ArrayList<>();
      for (String value : values) {
        ProducerRecord<String, String> record = record(to, value);
        sent.add(
            producer.send(
                new ProducerRecord<>(
                    record.topic(),
                    record.partition(),
                    timeOf.applyAsLong(value),
                    record.key(),
                    value)));
      }
      await(sent);
    }
  }

  /** The end that any reader sees. */
  public long end(TopicPartition partition) {
    try (KafkaConsumer<String, String> consumer =
        consumer("end-of-" + partition, READ_UNCOMMITTED)) {
      return consumer.endOffsets(List.of(partition)).getOrDefault(partition, 0L);
    }
  }

  /**
   * Waits until no transaction of the partition is open. The broker answers the end of a
   * transaction before its marker is in the log, and until then readers of committed records are
   * not given what it holds.
   */
  public static void awaitMarkers(Admin admin, TopicPartition partition) {
    Await.until(
        MARKERS_DEADLINE,
        "the markers of " + partition,
        () -> end(admin, partition, READ_COMMITTED) == end(admin, partition, READ_UNCOMMITTED));
  }

  private static long end(Admin admin, TopicPartition partition, IsolationLevel seen)
      throws ExecutionException, InterruptedException {
    return admin
        .listOffsets(Map.of(partition, OffsetSpec.latest()), new ListOffsetsOptions(seen))
        .partitionResult(partition)
        .get()
        .offset();
  }

  /** Waits for sends. */
  public static void await(Collection<? extends Future<?>> sent) {
    try {
      for (Future<?> one : sent) {
        one.get();
      }
    } catch (ExecutionException | InterruptedException failed) {
      throw new IllegalStateException("produce", failed);
    }
  }

  /** UTF-8 bytes. */
  public static byte[] bytes(String text) {
    return text.getBytes(StandardCharsets.UTF_8);
  }
}
