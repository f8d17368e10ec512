package io.tidegate.demo;

import io.tidegate.demo.app.Account;
import io.tidegate.demo.app.Operated;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.apache.kafka.clients.consumer.ConsumerConfig;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.ConsumerRecords;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.jspecify.annotations.Nullable;

/**
 * A unit of several groups that read one topic of one partition, each with a consumer of its own
 * and all of them in one thread: as little load of the application itself as there can be. Records
 * are numbered from 0; each group counts what it misses and what it gets again.
 */
final class Crowd implements Operated, AutoCloseable {
  private static final Duration POLL = Duration.ofMillis(150);
  private static final Duration ENDS_WITHIN = Duration.ofSeconds(60);

  private final String name;
  private final List<String> groups;
  private final Map<String, Map<String, Object>> clients;
  private final Map<String, Long> next = new HashMap<>();
  private @Nullable Shift shift;
  private long processed;
  private long replayed;
  private long skipped;
  private String failure = "";

  /**
   * @param name of the unit and of its topic
   * @param clients Kafka client properties of {@code source} and {@code target}
   */
  Crowd(String name, int groups, Map<String, Map<String, Object>> clients) {
    this.name = name;
    this.clients = Map.copyOf(clients);
    List<String> names = new ArrayList<>();
    for (int i = 1; i <= groups; i++) {
      names.add(name + "-group-" + i);
    }
    this.groups = List.copyOf(names);
    this.groups.forEach(group -> next.put(group, 0L));
  }

  @Override
  public String name() {
    return name;
  }

  List<String> groups() {
    return groups;
  }

  static byte[] value(long number) {
    return Long.toString(number).getBytes(StandardCharsets.UTF_8);
  }

  /** Many of them are asked at once, and joining a group takes its time. */
  @Override
  public boolean asynchronous() {
    return true;
  }

  @Override
  public synchronized void startConsumers(String cluster) {
    if (shift == null) {
      shift = new Shift(cluster);
    } else if (!shift.cluster.equals(cluster)) {
      throw new IllegalStateException(name + " consumes on " + shift.cluster);
    }
  }

  @Override
  public void stopConsumers(String cluster) {
    Shift ending = running(cluster);
    if (ending != null) {
      ending.end(); // not under our lock: it still counts
      over();
    }
  }

  private synchronized @Nullable Shift running(String cluster) {
    return shift != null && shift.cluster.equals(cluster) ? shift : null;
  }

  private synchronized void over() {
    shift = null;
  }

  @Override
  public void startProducers(String cluster) {
    throw new UnsupportedOperationException(name + " has no producers to switch");
  }

  @Override
  public void stopProducers(String cluster) {
    throw new UnsupportedOperationException(name + " has no producers to switch");
  }

  @Override
  public Duration producing() {
    return Duration.ZERO;
  }

  @Override
  public synchronized Account.Stand stand() {
    return new Account.Stand(
        processed, processed, processed - replayed, replayed, skipped, 0, 0, 0);
  }

  @Override
  public synchronized String failure() {
    return failure;
  }

  private synchronized void failed(Exception why) {
    failure = name + ": " + why;
  }

  private synchronized void count(String group, ConsumerRecord<byte[], byte[]> record) {
    long number = Long.parseLong(new String(record.value(), StandardCharsets.UTF_8));
    long expected = next.getOrDefault(group, 0L);
    processed++;
    if (number < expected) {
      replayed++;
    } else {
      skipped += number - expected;
      next.put(group, number + 1);
    }
  }

  @Override
  public void close() {
    stopConsumers("source");
    stopConsumers("target");
  }

  /** Its consumers on one cluster, until they end. */
  private final class Shift {
    private final String cluster;
    private final CountDownLatch ended = new CountDownLatch(1);
    private volatile boolean ending;

    Shift(String cluster) {
      this.cluster = cluster;
      Thread thread = new Thread(this::work, name + "-on-" + cluster);
      thread.setDaemon(true);
      thread.start();
    }

    private void work() {
      Map<String, KafkaConsumer<byte[], byte[]>> consumers = new HashMap<>();
      try {
        groups.forEach(group -> consumers.put(group, joined(group)));
        while (!ending) {
          consumers.forEach(this::pollOnce);
        }
      } catch (RuntimeException e) {
        failed(e);
      } finally {
        consumers.values().forEach(KafkaConsumer::close);
        ended.countDown();
      }
    }

    private KafkaConsumer<byte[], byte[]> joined(String group) {
      Map<String, Object> config = new HashMap<>(client());
      config.put(ConsumerConfig.KEY_DESERIALIZER_CLASS_CONFIG, ByteArrayDeserializer.class);
      config.put(ConsumerConfig.VALUE_DESERIALIZER_CLASS_CONFIG, ByteArrayDeserializer.class);
      config.put(ConsumerConfig.GROUP_ID_CONFIG, group);
      config.put(ConsumerConfig.ENABLE_AUTO_COMMIT_CONFIG, false);
      config.put(ConsumerConfig.AUTO_OFFSET_RESET_CONFIG, "none");
      config.put(ConsumerConfig.FETCH_MAX_WAIT_MS_CONFIG, 5_000);
      config.put(ConsumerConfig.FETCH_MAX_BYTES_CONFIG, 1 << 16);
      config.put(ConsumerConfig.RECEIVE_BUFFER_CONFIG, 1 << 14);
      config.put(ConsumerConfig.SEND_BUFFER_CONFIG, 1 << 14);
      // What a thread of many consumers may be late with, on two cores with everything else.
      config.put(ConsumerConfig.SESSION_TIMEOUT_MS_CONFIG, 60_000);
      config.put(ConsumerConfig.HEARTBEAT_INTERVAL_MS_CONFIG, 3_000);
      KafkaConsumer<byte[], byte[]> consumer = new KafkaConsumer<>(config);
      consumer.subscribe(List.of(name));
      return consumer;
    }

    private Map<String, Object> client() {
      Map<String, Object> client = clients.get(cluster);
      if (client == null) {
        throw new IllegalArgumentException(
            "unknown cluster '" + cluster + "'; allowed: " + clients.keySet());
      }
      return client;
    }

    private void pollOnce(String group, KafkaConsumer<byte[], byte[]> consumer) {
      ConsumerRecords<byte[], byte[]> records = consumer.poll(POLL);
      if (!records.isEmpty()) {
        records.forEach(record -> count(group, record));
        consumer.commitSync();
      }
    }

    private void end() {
      ending = true;
      try {
        if (!ended.await(ENDS_WITHIN.toSeconds(), TimeUnit.SECONDS)) {
          throw new IllegalStateException(name + " on " + cluster + " does not end");
        }
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
        throw new IllegalStateException("interrupted", e);
      }
    }
  }
}
