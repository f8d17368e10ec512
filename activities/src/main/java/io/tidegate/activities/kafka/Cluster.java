package io.tidegate.activities.kafka;

import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.AdminClientConfig;
import org.apache.kafka.clients.admin.DescribeClusterOptions;
import org.apache.kafka.common.KafkaFuture;
import org.apache.kafka.common.errors.TimeoutException;
import org.jspecify.annotations.Nullable;

/**
 * One cluster: its admin client, its readers, and its identity. Connects on first use. Safe for
 * many threads; the consumers that it lends are not.
 */
public final class Cluster implements AutoCloseable {
  /**
   * How long one admin call or position look-up may take, unless the properties say otherwise:
   * shorter than a heartbeat allows.
   */
  static final Duration CALL_TIMEOUT = Duration.ofSeconds(15);

  /**
   * Before a call is tried again, at first: the second try of a call is common, and not a fault.
   */
  private static final String RETRY_BACKOFF_MS = "10";

  /**
   * Whether a client reports its metrics to the brokers, unless the properties say otherwise: for
   * each partition of each assignment that costs more than reading a window of it.
   */
  static final String METRICS_PUSH = "false";

  /** Beyond the client's own timeout, for one that never fires. */
  private static final Duration GRACE = Duration.ofSeconds(30);

  private final String name;
  private final Map<String, String> properties;
  private final Readers readers;
  private final Room room = Room.ofTheHeap();
  private @Nullable Admin admin;
  private @Nullable String id;
  private boolean closed;

  Cluster(String name, Map<String, String> properties, ReadLimit limit) {
    this.name = name;
    this.properties = Map.copyOf(properties);
    this.readers = new Readers(name, this.properties, limit);
  }

  /** Its name in the configuration. */
  public String name() {
    return name;
  }

  /** What its logs share of what was read last. */
  Room room() {
    return room;
  }

  /** The id that the cluster gives itself; read once, since a cluster keeps it for life. */
  public String id() {
    synchronized (this) {
      if (id != null) {
        return id;
      }
    }
    String answered =
        await(
            KafkaCall.onCluster("reading the cluster's id", "DESCRIBE"),
            admin().describeCluster().clusterId());
    synchronized (this) {
      id = answered;
      return answered;
    }
  }

  /**
   * Its id, asked for at most this long, whatever its properties say of timeouts; where no answer
   * comes, {@link Readers#ASK_MAX} longer, why not.
   *
   * @throws KafkaRefused if the properties make no client, or the broker speaks no version of ours
   * @throws KafkaDenied if it refuses the login
   * @throws KafkaUnavailable if it does not answer in time
   */
  public String id(Duration timeout) {
    int timeoutMs = Math.toIntExact(timeout.toMillis());
    KafkaCall call = KafkaCall.onCluster("reading the cluster's id", "DESCRIBE");
    String answered;
    try {
      answered =
          await(
              call,
              admin()
                  .describeCluster(new DescribeClusterOptions().timeoutMs(timeoutMs))
                  .clusterId());
    } catch (KafkaUnavailable away) {
      readers.refuseTooOld(call);
      throw away;
    }
    synchronized (this) {
      id = answered;
      return answered;
    }
  }

  /**
   * Makes the admin client. Nothing is asked of the cluster yet.
   *
   * @throws KafkaRefused if the properties make no client
   * @throws KafkaUnavailable if no host of theirs is known today
   */
  public void open() {
    admin();
  }

  /**
   * The admin client, made on first use. Wait for its futures with {@link #await}: that gives
   * errors their meaning.
   */
  public synchronized Admin admin() {
    if (closed) {
      throw new IllegalStateException("cluster " + name + " is closed");
    }
    if (admin == null) {
      Map<String, Object> settings = new HashMap<>(properties);
      settings.put(AdminClientConfig.CLIENT_ID_CONFIG, "tidegate-admin");
      settings.putIfAbsent(
          AdminClientConfig.DEFAULT_API_TIMEOUT_MS_CONFIG, String.valueOf(CALL_TIMEOUT.toMillis()));
      settings.putIfAbsent(
          AdminClientConfig.REQUEST_TIMEOUT_MS_CONFIG, String.valueOf(CALL_TIMEOUT.toMillis() / 2));
      settings.putIfAbsent(AdminClientConfig.RETRY_BACKOFF_MS_CONFIG, RETRY_BACKOFF_MS);
      settings.putIfAbsent(AdminClientConfig.ENABLE_METRICS_PUSH_CONFIG, METRICS_PUSH);
      try {
        admin = Admin.create(settings);
      } catch (RuntimeException failed) {
        throw new KafkaCall("connecting", "DESCRIBE", "Cluster").failure(name, failed);
      }
    }
    return admin;
  }

  /**
   * Waits for an answer of the admin client, at most its own timeout.
   *
   * @throws KafkaFailure what the error means, with this cluster and the call named
   */
  public <T> T await(KafkaCall call, KafkaFuture<T> answer) {
    try {
      return answer.get(CALL_TIMEOUT.plus(GRACE).toMillis(), TimeUnit.MILLISECONDS);
    } catch (ExecutionException
        | InterruptedException
        | java.util.concurrent.TimeoutException failed) {
      throw call.failure(name, failed);
    }
  }

  /**
   * Whether the cluster answers now.
   *
   * @return why it does not; empty when it does
   */
  public Optional<String> ping(Duration timeout) {
    int timeoutMs = Math.toIntExact(timeout.toMillis());
    KafkaCall call = KafkaCall.onCluster("asking whether it is there", "DESCRIBE");
    try {
      KafkaFuture<String> answer =
          admin().describeCluster(new DescribeClusterOptions().timeoutMs(timeoutMs)).clusterId();
      answer.get(timeoutMs + GRACE.toMillis(), TimeUnit.MILLISECONDS);
      return Optional.empty();
    } catch (KafkaFailure
        | ExecutionException
        | InterruptedException
        | java.util.concurrent.TimeoutException failed) {
      return Optional.of(String.valueOf(call.failure(name, failed).getMessage()));
    }
  }

  /** Bytes that proofs and journals have fetched from it so far. */
  public long bytesRead() {
    return readers.bytesRead();
  }

  /**
   * What its clients connect with, for a client that neither {@link #admin} nor a read by position
   * is.
   */
  public Map<String, Object> clientSettings() {
    Map<String, Object> settings = new HashMap<>(properties);
    settings.putIfAbsent(AdminClientConfig.ENABLE_METRICS_PUSH_CONFIG, METRICS_PUSH);
    return settings;
  }

  /**
   * Runs what reads it, no faster than that: all readers of the cluster together, whoever they read
   * for. Where several limits are held at once, the strictest counts.
   *
   * <p>The limit: of the records; an answer that is under way is taken whole and paid for after.
   */
  public <T> T paced(ReadLimit limit, Supplier<T> reads) {
    readers.pace().hold(limit);
    try {
      return reads.get();
    } finally {
      readers.pace().release(limit);
    }
  }

  Readers readers() {
    return readers;
  }

  /** An answer that did not come in time although nobody reported an error. */
  KafkaUnavailable stoodStill(String what, Duration after) {
    return new KafkaUnavailable(name, what, new TimeoutException("nothing came for " + after));
  }

  @Override
  public void close() {
    readers.close();
    Admin open;
    synchronized (this) {
      closed = true;
      open = admin;
      admin = null;
    }
    if (open != null) {
      open.close(Duration.ofSeconds(2));
    }
  }

  @Override
  public String toString() {
    return name;
  }
}
