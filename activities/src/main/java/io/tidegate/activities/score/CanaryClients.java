package io.tidegate.activities.score;

import io.tidegate.activities.kafka.BatchSample;
import io.tidegate.activities.kafka.Cluster;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import org.apache.kafka.clients.consumer.ConsumerConfig;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerConfig;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.jspecify.annotations.Nullable;

/**
 * The clients of a canary: they reach the target as Tidegate does, and none of them waits for
 * longer than {@link #WAIT_MAX}.
 */
final class CanaryClients {
  static final Duration WAIT_MAX = Duration.ofSeconds(20);

  /** What a batch and a record are beside what is in them. */
  private static final int OVERHEAD = 128;

  private final Cluster target;

  CanaryClients(Cluster target) {
    this.target = target;
  }

  /**
   * @param most the largest record that it is to send
   * @param transactionalId null for none
   */
  KafkaProducer<byte[], byte[]> producer(
      String compression, BatchSample.Largest most, @Nullable String transactionalId) {
    Map<String, Object> settings = settings();
    settings.put(ProducerConfig.COMPRESSION_TYPE_CONFIG, compression);
    settings.put(ProducerConfig.ENABLE_IDEMPOTENCE_CONFIG, "true");
    settings.put(ProducerConfig.ACKS_CONFIG, "all");
    int largest = Math.max(1 << 20, most.bytes() + OVERHEAD);
    settings.put(ProducerConfig.MAX_REQUEST_SIZE_CONFIG, String.valueOf(largest));
    settings.put(
        ProducerConfig.BUFFER_MEMORY_CONFIG, String.valueOf(Math.max(4 << 20, 2L * largest)));
    settings.put(ProducerConfig.MAX_BLOCK_MS_CONFIG, String.valueOf(WAIT_MAX.toMillis()));
    settings.put(ProducerConfig.DELIVERY_TIMEOUT_MS_CONFIG, String.valueOf(WAIT_MAX.toMillis()));
    settings.put(ProducerConfig.LINGER_MS_CONFIG, "0");
    if (transactionalId != null) {
      settings.put(ProducerConfig.TRANSACTIONAL_ID_CONFIG, transactionalId);
    }
    return new KafkaProducer<>(settings, new ByteArraySerializer(), new ByteArraySerializer());
  }

  private Map<String, Object> settings() {
    Map<String, Object> settings = new HashMap<>(target.clientSettings());
    settings.put(ConsumerConfig.CLIENT_ID_CONFIG, "tidegate-canary");
    settings.put(ConsumerConfig.REQUEST_TIMEOUT_MS_CONFIG, "10000");
    return settings;
  }

  /**
   * From the begin, of what is committed; it commits when it is told to.
   *
   * @param protocol {@code classic} or {@code consumer}
   */
  KafkaConsumer<byte[], byte[]> consumer(String group, String protocol) {
    Map<String, Object> settings = settings();
    settings.put(ConsumerConfig.GROUP_ID_CONFIG, group);
    settings.put(ConsumerConfig.GROUP_PROTOCOL_CONFIG, protocol);
    if (protocol.equals("classic")) {
      settings.put(
          ConsumerConfig.SESSION_TIMEOUT_MS_CONFIG,
          String.valueOf(CanaryTraces.SESSION.toMillis()));
    }
    settings.put(ConsumerConfig.AUTO_OFFSET_RESET_CONFIG, "earliest");
    settings.put(ConsumerConfig.ENABLE_AUTO_COMMIT_CONFIG, "false");
    settings.put(ConsumerConfig.ISOLATION_LEVEL_CONFIG, "read_committed");
    settings.put(ConsumerConfig.DEFAULT_API_TIMEOUT_MS_CONFIG, String.valueOf(WAIT_MAX.toMillis()));
    return new KafkaConsumer<>(settings, new ByteArrayDeserializer(), new ByteArrayDeserializer());
  }
}
