package io.tidegate.bench;

import io.tidegate.sandbox.KafkaSandbox;
import java.nio.ByteBuffer;
import java.util.HashMap;
import java.util.Map;
import java.util.SplittableRandom;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicReference;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.RecordsToDelete;
import org.apache.kafka.clients.consumer.OffsetAndMetadata;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.jspecify.annotations.Nullable;

/**
 * A topic whose records follow from their partition and number: 8 bytes of key, then a value that
 * begins with both and goes on with random bytes. Each cluster that is given the same numbers holds
 * the same records, timestamps included, as a replicator would leave them.
 *
 * @param records of each partition
 * @param valueBytes of each record, 12 or more
 */
record Log(String topic, int partitions, long records, int valueBytes) {

  /** Records that only the source ever had, deleted from it: offsets differ between the sides. */
  static final long SHIFT = 10;

  /** One record a partition each so many ms. */
  private static final long STEP_MS = 2;

  private static final long FIRST_MS = 1_700_000_000_000L;
  private static final Map<String, String> FOR_EVER =
      Map.of("retention.ms", "-1", "retention.bytes", "-1");

  Log {
    if (partitions < 1 || records < 0 || valueBytes < 12) {
      throw new IllegalArgumentException(
          partitions + " partitions, " + records + " records of " + valueBytes + " bytes");
    }
  }

  void create(KafkaSandbox cluster) {
    cluster.createTopic(topic, partitions, FOR_EVER);
  }

  /** The source: its first {@link #SHIFT} records are gone already, then all records. */
  void fillSource(KafkaSandbox source) {
    create(source);
    write(source, -SHIFT, 0);
    try (Admin admin = Admin.create(source.clientProperties())) {
      admin.deleteRecords(each(RecordsToDelete.beforeOffset(SHIFT))).all().get();
    } catch (ExecutionException | InterruptedException failed) {
      throw new IllegalStateException("deletion of the first records of " + topic, failed);
    }
    write(source, 0, records);
  }

  /** The target of a replicator that has copied every record once. */
  void fillTarget(KafkaSandbox target) {
    create(target);
    write(target, 0, records);
  }

  /** Appends the records {@code [from, to)} to every partition and waits for them. */
  void write(KafkaSandbox cluster, long from, long to) {
    Map<String, Object> settings = new HashMap<>(cluster.clientProperties());
    settings.put("linger.ms", "20");
    settings.put("batch.size", String.valueOf(64 * 1024));
    settings.put("buffer.memory", String.valueOf(64L * 1024 * 1024));
    AtomicReference<@Nullable Exception> failure = new AtomicReference<>();
    try (KafkaProducer<byte[], byte[]> producer =
        new KafkaProducer<>(settings, new ByteArraySerializer(), new ByteArraySerializer())) {
      for (long number = from; number < to; number++) {
        for (int partition = 0; partition < partitions; partition++) {
          Future<?> unused =
              producer.send(
                  record(partition, number),
                  (metadata, failed) -> failure.compareAndSet(null, failed));
        }
      }
      producer.flush();
    }
    Exception failed = failure.get();
    if (failed != null) {
      throw new IllegalStateException(topic + " on " + cluster.name() + " was not written", failed);
    }
  }

  /** The group has read all but {@code lag} records of each partition of the source. */
  void commit(KafkaSandbox source, String group, long lag) {
    try (Admin admin = Admin.create(source.clientProperties())) {
      admin
          .alterConsumerGroupOffsets(group, each(new OffsetAndMetadata(SHIFT + records - lag)))
          .all()
          .get();
    } catch (ExecutionException | InterruptedException failed) {
      throw new IllegalStateException("commit of " + group, failed);
    }
  }

  private <T> Map<TopicPartition, T> each(T value) {
    return IntStream.range(0, partitions)
        .mapToObj(number -> new TopicPartition(topic, number))
        .collect(Collectors.toMap(partition -> partition, partition -> value));
  }

  private ProducerRecord<byte[], byte[]> record(int partition, long number) {
    byte[] key = ByteBuffer.allocate(Long.BYTES).putLong(number % 1_000).array();
    byte[] value = new byte[valueBytes];
    new SplittableRandom(number * 4_001 + partition).nextBytes(value);
    ByteBuffer.wrap(value).putInt(partition).putLong(number);
    return new ProducerRecord<>(topic, partition, FIRST_MS + number * STEP_MS, key, value);
  }
}
