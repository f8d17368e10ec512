package io.tidegate.bench;

import io.tidegate.sandbox.KafkaSandbox;
import java.nio.ByteBuffer;
import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicReference;
import java.util.concurrent.locks.LockSupport;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.jspecify.annotations.Nullable;

/**
 * Two instances of an application that write to the same partitions at a steady pace, with the
 * clock's timestamps: so several records share a millisecond, and where the batches of the two
 * interleave, timestamps go back a little. Every value is unique.
 */
final class Writers {
  private static final int INSTANCES = 2;
  private static final int BATCHES_PER_SECOND = 100;
  private static final int PADDING = 100;

  private final KafkaSandbox cluster;
  private final String topic;
  private final int partitions;

  Writers(KafkaSandbox cluster, String topic, int partitions) {
    this.cluster = cluster;
    this.topic = topic;
    this.partitions = partitions;
  }

  /**
   * Writes the numbers {@code [from, to)} to every partition and waits for them.
   *
   * @param perSecond records of all partitions together
   */
  void write(long from, long to, int perSecond) {
    CompletableFuture<Void> other =
        CompletableFuture.runAsync(() -> instance(1, from, to, perSecond));
    instance(0, from, to, perSecond);
    other.join();
  }

  /** A record's identity: the first 12 bytes of its value. */
  static String id(byte[] value) {
    ByteBuffer buffer = ByteBuffer.wrap(value);
    return buffer.getInt() + "/" + buffer.getLong();
  }

  private void instance(int mine, long from, long to, int perSecond) {
    Map<String, Object> settings = new HashMap<>(cluster.clientProperties());
    settings.put("linger.ms", String.valueOf(5 + 5 * mine));
    AtomicReference<@Nullable Exception> failure = new AtomicReference<>();
    long numbersPerSecond = Math.max(1, perSecond / partitions);
    long begin = System.nanoTime();
    try (KafkaProducer<byte[], byte[]> producer =
        new KafkaProducer<>(settings, new ByteArraySerializer(), new ByteArraySerializer())) {
      for (long number = from; number < to; number++) {
        if (number % INSTANCES != mine) {
          continue;
        }
        for (int partition = 0; partition < partitions; partition++) {
          Future<?> unused =
              producer.send(
                  record(partition, number),
                  (metadata, failed) -> failure.compareAndSet(null, failed));
        }
        pace(begin, number - from, numbersPerSecond);
      }
      producer.flush();
    }
    Exception failed = failure.get();
    if (failed != null) {
      throw new IllegalStateException(topic + " on " + cluster.name() + " was not written", failed);
    }
  }

  /** Rests whenever it is a batch ahead of its time. */
  private static void pace(long begin, long done, long numbersPerSecond) {
    long ahead = begin + done * 1_000_000_000L / numbersPerSecond - System.nanoTime();
    if (ahead > 1_000_000_000L / BATCHES_PER_SECOND) {
      LockSupport.parkNanos(ahead);
    }
  }

  private ProducerRecord<byte[], byte[]> record(int partition, long number) {
    byte[] value = new byte[PADDING];
    ByteBuffer.wrap(value).putInt(partition).putLong(number);
    return new ProducerRecord<>(topic, partition, null, value);
  }
}
