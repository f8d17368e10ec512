package io.tidegate.activities.kafka;

import java.time.Duration;
import java.util.HashMap;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import org.apache.kafka.clients.consumer.Consumer;
import org.apache.kafka.clients.consumer.ConsumerConfig;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.common.IsolationLevel;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.errors.UnsupportedVersionException;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;

/**
 * Consumers for reading by position, kept open between reads: opening one costs a connection and a
 * metadata round. At most {@link IdleReaders#MAX} wait unused of a kind; who borrows bounds how
 * many are in use, so borrowing never waits and cannot deadlock.
 */
final class Readers implements AutoCloseable {
  /** Read ahead of one partition where many are read a little: about one window. */
  private static final int WINDOW_BYTES = 32 * 1024;

  /** Read ahead of one partition that is read on and on; an answer is no large object to a heap. */
  private static final int SCAN_BYTES = 384 * 1024;

  /** The largest answer of one broker; several wait in memory at a time. */
  private static final int FETCH_BYTES_MAX = 16 * 1024 * 1024;

  private static final int FETCH_BYTES_MIN = 64 * 1024;

  /** Answers a second at least, so that one answer is no burst beyond the limit. */
  private static final int FETCHES_A_SECOND = 4;

  /**
   * How long the broker holds a fetch at the end of a log. Short, because a reader used again waits
   * for the fetch that its last read left behind.
   */
  private static final String FETCH_WAIT_MS = "1";

  /**
   * Kafka's own would register seven beans for each partition of each assignment, which nobody
   * looks at.
   */
  private static final String NO_REPORTERS = "";

  /**
   * Of the operating system, which lets it grow with the way there. With Kafka's own 64 KiB an
   * answer comes in hundreds of pieces, at each of which the client goes through all that it is
   * assigned to; and from far away no more than that comes in each round trip.
   */
  private static final String SYSTEMS_BUFFER = "-1";

  /**
   * Given at a time, of what one answer brought: for each time the client goes through all that it
   * is assigned to.
   */
  private static final String POLL_RECORDS_MAX = "10000";

  /** Of a member that has died: brokers allow 6 s or more. */
  private static final String SESSION_MS = "10000";

  private static final String HEARTBEAT_MS = "3000";

  /** For a broker that is there, to say so. */
  static final Duration ASK_MAX = Duration.ofSeconds(2);

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
  private final Pace pace;
  private final IdleReaders idle = new IdleReaders();

  Readers(String cluster, Map<String, String> properties, ReadLimit limit) {
    this.cluster = cluster;
    this.properties = properties;
    this.pace = new Pace(limit);
  }

  /** What holds the readers to a limit. */
  Pace pace() {
    return pace;
  }

  /**
   * What a reader was made for.
   *
   * @param windows a little of many partitions, else one partition on and on
   */
  record Kind(IsolationLevel isolation, boolean windows) {}

  /** A reader that is assigned to these partitions, anywhere in them; best one that was before. */
  Reader borrow(Kind kind, Set<TopicPartition> wanted) {
    Reader free = idle.take(kind, wanted);
    Reader reader = free == null ? create(kind) : free;
    try {
      reader.assign(wanted);
      return reader;
    } catch (RuntimeException failed) {
      discard(reader);
      throw failed;
    }
  }

  /** Takes back a reader that is still good; it fetches nothing while nobody polls it. */
  void giveBack(Reader reader) {
    if (!idle.put(reader)) {
      discard(reader);
    }
  }

  /** For a reader whose last read failed: its state is not relied on again. */
  void discard(Reader reader) {
    reader.close(CLOSE_TIMEOUT);
  }

  /** As the limit is now: a reader that was made under a wider one keeps its larger answers. */
  private int fetchBytes() {
    long share = pace.limit().bytesPerSecond() / FETCHES_A_SECOND;
    return (int) Math.max(FETCH_BYTES_MIN, Math.min(FETCH_BYTES_MAX, share));
  }

  /** For records by position: no group, no offset reset, no topic created by asking. */
  private Reader create(Kind kind) {
    int fetchBytes = fetchBytes();
    Map<String, Object> settings = new HashMap<>(properties);
    settings.keySet().removeAll(DECIDED_HERE);
    settings.put(ConsumerConfig.CLIENT_ID_CONFIG, "tidegate-reader");
    settings.put(
        ConsumerConfig.ISOLATION_LEVEL_CONFIG, kind.isolation().name().toLowerCase(Locale.ROOT));
    settings.put(ConsumerConfig.AUTO_OFFSET_RESET_CONFIG, "none");
    settings.put(ConsumerConfig.ENABLE_AUTO_COMMIT_CONFIG, "false");
    settings.put(ConsumerConfig.ALLOW_AUTO_CREATE_TOPICS_CONFIG, "false");
    settings.put(
        ConsumerConfig.MAX_PARTITION_FETCH_BYTES_CONFIG,
        String.valueOf(Math.min(fetchBytes, kind.windows() ? WINDOW_BYTES : SCAN_BYTES)));
    settings.put(ConsumerConfig.FETCH_MAX_BYTES_CONFIG, String.valueOf(fetchBytes));
    settings.put(ConsumerConfig.FETCH_MAX_WAIT_MS_CONFIG, FETCH_WAIT_MS);
    settings.put(ConsumerConfig.MAX_POLL_RECORDS_CONFIG, POLL_RECORDS_MAX);
    settings.putIfAbsent(ConsumerConfig.RECEIVE_BUFFER_CONFIG, SYSTEMS_BUFFER);
    settings.putIfAbsent(ConsumerConfig.ENABLE_METRICS_PUSH_CONFIG, Cluster.METRICS_PUSH);
    settings.putIfAbsent(ConsumerConfig.METRIC_REPORTER_CLASSES_CONFIG, NO_REPORTERS);
    settings.putIfAbsent(
        ConsumerConfig.DEFAULT_API_TIMEOUT_MS_CONFIG,
        String.valueOf(Cluster.CALL_TIMEOUT.toMillis()));
    try {
      return new Reader(
          kind,
          new KafkaConsumer<>(settings, new ByteArrayDeserializer(), new ByteArrayDeserializer()),
          pace);
    } catch (RuntimeException failed) {
      throw new KafkaCall("opening a reader", "DESCRIBE", "Cluster").failure(cluster, failed);
    }
  }

  /**
   * A consumer that joins a group and commits for it when it is told to. It leaves the group at the
   * latest {@link #SESSION_MS} after it has died.
   */
  Consumer<byte[], byte[]> member(String group, IsolationLevel isolation, boolean ofConsumerType) {
    Map<String, Object> settings = new HashMap<>(properties);
    settings.keySet().removeAll(DECIDED_HERE);
    settings.put(ConsumerConfig.CLIENT_ID_CONFIG, "tidegate-rehearsal");
    settings.put(ConsumerConfig.GROUP_ID_CONFIG, group);
    settings.put(ConsumerConfig.ISOLATION_LEVEL_CONFIG, isolation.name().toLowerCase(Locale.ROOT));
    settings.put(ConsumerConfig.AUTO_OFFSET_RESET_CONFIG, "none");
    settings.put(ConsumerConfig.ENABLE_AUTO_COMMIT_CONFIG, "false");
    settings.put(ConsumerConfig.ALLOW_AUTO_CREATE_TOPICS_CONFIG, "false");
    settings.put(ConsumerConfig.FETCH_MAX_BYTES_CONFIG, String.valueOf(fetchBytes()));
    if (ofConsumerType) {
      settings.put(ConsumerConfig.GROUP_PROTOCOL_CONFIG, "consumer");
      settings.remove(ConsumerConfig.SESSION_TIMEOUT_MS_CONFIG);
      settings.remove(ConsumerConfig.HEARTBEAT_INTERVAL_MS_CONFIG);
      settings.remove(ConsumerConfig.PARTITION_ASSIGNMENT_STRATEGY_CONFIG);
    } else {
      settings.put(ConsumerConfig.SESSION_TIMEOUT_MS_CONFIG, SESSION_MS);
      settings.put(ConsumerConfig.HEARTBEAT_INTERVAL_MS_CONFIG, HEARTBEAT_MS);
    }
    settings.putIfAbsent(ConsumerConfig.ENABLE_METRICS_PUSH_CONFIG, Cluster.METRICS_PUSH);
    try {
      return new KafkaConsumer<>(
          settings, new ByteArrayDeserializer(), new ByteArrayDeserializer());
    } catch (RuntimeException failed) {
      throw new KafkaCall("joining group " + group, "READ", "Group " + group)
          .failure(cluster, failed);
    }
  }

  /** Reads with a consumer that somebody else opened, at the pace of this cluster. */
  Reader paced(IsolationLevel isolation, Consumer<byte[], byte[]> consumer) {
    return new Reader(new Kind(isolation, false), consumer, pace);
  }

  /**
   * Tells a broker that is there and too old from one that is away: the admin client asks such a
   * broker again and again until its time is up, a consumer gives up at once.
   *
   * @throws KafkaRefused if it is too old
   */
  void refuseTooOld(KafkaCall call) {
    Reader reader = create(new Kind(IsolationLevel.READ_UNCOMMITTED, false));
    try {
      reader.ask(ASK_MAX);
    } catch (UnsupportedVersionException tooOld) {
      throw call.failure(cluster, tooOld);
    } catch (KafkaException away) {
      // told already
    } finally {
      discard(reader);
    }
  }

  /** Fetched so far, of all of them. */
  long bytesRead() {
    return pace.read();
  }

  /** How many are kept open unused. */
  int idle() {
    return idle.count();
  }

  @Override
  public void close() {
    idle.close().forEach(this::discard);
  }
}
