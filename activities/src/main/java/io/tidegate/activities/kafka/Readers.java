package io.tidegate.activities.kafka;

import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.EnumMap;
import java.util.HashMap;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import org.apache.kafka.clients.consumer.CloseOptions;
import org.apache.kafka.clients.consumer.Consumer;
import org.apache.kafka.clients.consumer.ConsumerConfig;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.common.IsolationLevel;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;

/**
 * Consumers for reading by position, kept open between reads: opening one costs a connection and a
 * metadata round. At most {@link #IDLE_MAX} wait unused per isolation level; who borrows bounds how
 * many are in use, so borrowing never waits and cannot deadlock.
 */
final class Readers implements AutoCloseable {
  static final int IDLE_MAX = 32;

  /**
   * Read ahead of one partition. Measured: small enough for a thousand short windows, large enough
   * for a long scan.
   */
  private static final int PARTITION_FETCH_BYTES = 256 * 1024;

  /**
   * How long the broker holds a fetch at the end of a log. Short, because a reader used again waits
   * for the fetch that its last read left behind.
   */
  private static final String FETCH_WAIT_MS = "5";

  private static final Duration CLOSE_TIMEOUT = Duration.ofSeconds(1);

  /** What a read by position decides for itself, whatever the configured client would do. */
  private static final Set<String> DECIDED_HERE =
      Set.of(
          ConsumerConfig.GROUP_ID_CONFIG,
          ConsumerConfig.GROUP_INSTANCE_ID_CONFIG,
          ConsumerConfig.GROUP_PROTOCOL_CONFIG,
          ConsumerConfig.INTERCEPTOR_CLASSES_CONFIG,
          ConsumerConfig.KEY_DESERIALIZER_CLASS_CONFIG,
          ConsumerConfig.VALUE_DESERIALIZER_CLASS_CONFIG);

  private final String cluster;
  private final Map<String, String> properties;
  private final Map<IsolationLevel, Deque<Consumer<byte[], byte[]>>> idle =
      new EnumMap<>(IsolationLevel.class);
  private boolean closed;

  Readers(String cluster, Map<String, String> properties) {
    this.cluster = cluster;
    this.properties = properties;
    for (IsolationLevel isolation : IsolationLevel.values()) {
      idle.put(isolation, new ArrayDeque<>());
    }
  }

  /** A consumer that is assigned to the partition, anywhere in it; best one that was before. */
  Consumer<byte[], byte[]> borrow(IsolationLevel isolation, TopicPartition partition) {
    Set<TopicPartition> wanted = Set.of(partition);
    Consumer<byte[], byte[]> free;
    synchronized (this) {
      Deque<Consumer<byte[], byte[]>> waiting = waiting(isolation);
      free =
          waiting.stream()
              .filter(one -> one.assignment().equals(wanted))
              .findFirst()
              .orElse(waiting.peekFirst());
      waiting.remove(free);
    }
    Consumer<byte[], byte[]> reader = free == null ? create(isolation) : free;
    try {
      if (!reader.assignment().equals(wanted)) {
        reader.assign(wanted);
        reader.seek(partition, 0);
      }
      return reader;
    } catch (RuntimeException failed) {
      discard(reader);
      throw failed;
    }
  }

  /** Takes back a consumer that is still good; it fetches nothing while nobody polls it. */
  void giveBack(IsolationLevel isolation, Consumer<byte[], byte[]> consumer) {
    synchronized (this) {
      Deque<Consumer<byte[], byte[]>> waiting = waiting(isolation);
      if (!closed && waiting.size() < IDLE_MAX) {
        waiting.addLast(consumer);
        return;
      }
    }
    discard(consumer);
  }

  /** For a consumer whose last read failed: its state is not relied on again. */
  void discard(Consumer<byte[], byte[]> consumer) {
    consumer.close(CloseOptions.timeout(CLOSE_TIMEOUT));
  }

  /** For records by position: no group, no offset reset, no topic created by asking. */
  private Consumer<byte[], byte[]> create(IsolationLevel isolation) {
    Map<String, Object> settings = new HashMap<>(properties);
    settings.keySet().removeAll(DECIDED_HERE);
    settings.put(ConsumerConfig.CLIENT_ID_CONFIG, "tidegate-reader");
    settings.put(ConsumerConfig.ISOLATION_LEVEL_CONFIG, isolation.name().toLowerCase(Locale.ROOT));
    settings.put(ConsumerConfig.AUTO_OFFSET_RESET_CONFIG, "none");
    settings.put(ConsumerConfig.ENABLE_AUTO_COMMIT_CONFIG, "false");
    settings.put(ConsumerConfig.ALLOW_AUTO_CREATE_TOPICS_CONFIG, "false");
    settings.put(
        ConsumerConfig.MAX_PARTITION_FETCH_BYTES_CONFIG, String.valueOf(PARTITION_FETCH_BYTES));
    settings.put(ConsumerConfig.FETCH_MAX_BYTES_CONFIG, String.valueOf(64 * 1024 * 1024));
    settings.put(ConsumerConfig.FETCH_MAX_WAIT_MS_CONFIG, FETCH_WAIT_MS);
    settings.put(ConsumerConfig.MAX_POLL_RECORDS_CONFIG, "10000");
    settings.putIfAbsent(
        ConsumerConfig.DEFAULT_API_TIMEOUT_MS_CONFIG,
        String.valueOf(Cluster.CALL_TIMEOUT.toMillis()));
    try {
      return new KafkaConsumer<>(
          settings, new ByteArrayDeserializer(), new ByteArrayDeserializer());
    } catch (RuntimeException failed) {
      throw new KafkaCall("opening a reader", "DESCRIBE", "Cluster").failure(cluster, failed);
    }
  }

  /** How many are kept open unused. */
  synchronized int idle() {
    return idle.values().stream().mapToInt(Deque::size).sum();
  }

  private Deque<Consumer<byte[], byte[]>> waiting(IsolationLevel isolation) {
    Deque<Consumer<byte[], byte[]>> waiting = idle.get(isolation);
    if (waiting == null) {
      throw new IllegalArgumentException("no readers of isolation " + isolation);
    }
    return waiting;
  }

  @Override
  public void close() {
    Deque<Consumer<byte[], byte[]>> open = new ArrayDeque<>();
    synchronized (this) {
      closed = true;
      idle.values()
          .forEach(
              waiting -> {
                open.addAll(waiting);
                waiting.clear();
              });
    }
    open.forEach(this::discard);
  }
}
