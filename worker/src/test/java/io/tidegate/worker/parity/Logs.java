package io.tidegate.worker.parity;

import io.tidegate.sandbox.Await;
import io.tidegate.sandbox.TopicCreation;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.function.IntPredicate;
import java.util.stream.IntStream;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.OffsetSpec;
import org.apache.kafka.clients.consumer.OffsetAndMetadata;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.clients.producer.RecordMetadata;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.apache.kafka.common.serialization.StringSerializer;

/** One cluster, as the tests of the command fill it: records have numbers, and times by them. */
public final class Logs implements AutoCloseable {
  static final Duration DEADLINE = Duration.ofSeconds(60);

  /** Of record 0; a millisecond more for each. Recent, so that no retention applies. */
  static final long BEGIN_MS = System.currentTimeMillis();

  private final Map<String, Object> properties;
  private final Admin admin;

  Logs(Map<String, Object> properties) {
    this.properties = properties;
    this.admin = Admin.create(properties);
  }

  Admin admin() {
    return admin;
  }

  /** Creates a topic and waits until each partition answers. */
  public void create(String topic, int partitions) {
    new TopicCreation("the cluster", topic, partitions, 1, Map.of()).by(admin);
  }

  /** Writes the records {@code from} to {@code to} that are kept to one partition. */
  void write(String topic, int partition, int from, int to, IntPredicate kept) throws Exception {
    List<Future<RecordMetadata>> sent = new ArrayList<>();
    try (KafkaProducer<String, String> producer =
        new KafkaProducer<>(properties, new StringSerializer(), new StringSerializer())) {
      IntStream.range(from, to)
          .filter(kept)
          .forEach(number -> sent.add(producer.send(record(topic, partition, number))));
    }
    for (Future<RecordMetadata> one : sent) {
      one.get();
    }
  }

  private static ProducerRecord<String, String> record(String topic, int partition, int number) {
    return new ProducerRecord<>(
        topic, partition, BEGIN_MS + number, "account-" + number % 7, "order " + number);
  }

  /** Records of a kibibyte each that no compression makes smaller; the same on every cluster. */
  void fill(String topic, int records) throws Exception {
    Random random = new Random(topic.hashCode());
    List<Future<RecordMetadata>> sent = new ArrayList<>();
    try (KafkaProducer<String, byte[]> producer =
        new KafkaProducer<>(properties, new StringSerializer(), new ByteArraySerializer())) {
      for (int number = 0; number < records; number++) {
        byte[] value = new byte[1024];
        random.nextBytes(value);
        sent.add(
            producer.send(
                new ProducerRecord<>(topic, 0, BEGIN_MS + number, "key-" + number, value)));
      }
    }
    for (Future<RecordMetadata> one : sent) {
      one.get();
    }
  }

  public void commit(String group, Map<TopicPartition, Long> offsets) throws Exception {
    Map<TopicPartition, OffsetAndMetadata> wanted = new HashMap<>();
    offsets.forEach((partition, offset) -> wanted.put(partition, new OffsetAndMetadata(offset)));
    admin.alterConsumerGroupOffsets(group, wanted).all().get(30, TimeUnit.SECONDS);
  }

  /** Waits until the partition has as many records; a log without markers is as long as that. */
  void awaitEnd(TopicPartition partition, long records) {
    Await.until(DEADLINE, records + " records of " + partition, () -> end(partition) >= records);
  }

  private long end(TopicPartition partition) throws Exception {
    return admin
        .listOffsets(Map.of(partition, OffsetSpec.latest()))
        .partitionResult(partition)
        .get(2, TimeUnit.SECONDS)
        .offset();
  }

  @Override
  public void close() {
    admin.close(Duration.ofSeconds(2));
  }
}
