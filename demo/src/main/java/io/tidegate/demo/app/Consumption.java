package io.tidegate.demo.app;

import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import org.apache.kafka.clients.consumer.ConsumerConfig;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.ConsumerRecords;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.common.errors.WakeupException;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;

/**
 * The consumer of one application on one cluster, from {@link #start} to {@link #stop}: polls,
 * counts each record in the account, commits what it counted. It never resets: without a committed
 * offset it fails, and says so.
 */
final class Consumption {
  private final SampleSpec spec;
  private final Account account;
  private final String cluster;
  private final KafkaConsumer<byte[], byte[]> consumer;
  private final CompletableFuture<Void> ended = new CompletableFuture<>();
  private volatile boolean stopping;
  private volatile boolean catchUp;

  private Consumption(
      SampleSpec spec, Account account, String cluster, Map<String, Object> client) {
    this.spec = spec;
    this.account = account;
    this.cluster = cluster;
    Map<String, Object> config = new HashMap<>(client);
    config.put(ConsumerConfig.KEY_DESERIALIZER_CLASS_CONFIG, ByteArrayDeserializer.class);
    config.put(ConsumerConfig.VALUE_DESERIALIZER_CLASS_CONFIG, ByteArrayDeserializer.class);
    config.put(ConsumerConfig.GROUP_ID_CONFIG, spec.group());
    config.put(ConsumerConfig.CLIENT_ID_CONFIG, spec.name() + "-consumer-" + cluster);
    config.put(ConsumerConfig.ENABLE_AUTO_COMMIT_CONFIG, false);
    config.put(ConsumerConfig.AUTO_OFFSET_RESET_CONFIG, "none");
    config.put(
        ConsumerConfig.ISOLATION_LEVEL_CONFIG,
        spec.transactional() ? "read_committed" : "read_uncommitted");
    config.put(ConsumerConfig.MAX_POLL_RECORDS_CONFIG, 200);
    consumer = new KafkaConsumer<>(config);
  }

  static Consumption start(
      SampleSpec spec, Account account, String cluster, Map<String, Object> client) {
    Consumption consumption = new Consumption(spec, account, cluster, client);
    Traffic.daemon(consumption::run, spec.name() + "-consumer-" + cluster).start();
    return consumption;
  }

  String cluster() {
    return cluster;
  }

  /** Lifts the limit on its speed, so that it ends its backlog. */
  void catchUp() {
    catchUp = true;
  }

  /** Ends after the records in hand are counted and committed; fails with what ended it before. */
  void stop() {
    stopping = true;
    consumer.wakeup();
    try {
      ended.orTimeout(20, TimeUnit.SECONDS).join();
    } catch (CompletionException e) {
      throw new IllegalStateException(
          "consumer of " + spec.name() + " on " + cluster + " ended badly: " + e.getCause(), e);
    }
  }

  /** What ended it by itself; empty while it runs or when it was stopped. */
  String failure() {
    return ended.isCompletedExceptionally()
        ? "consumer of "
            + spec.name()
            + " on "
            + cluster
            + ": "
            + ended.handle((ok, e) -> String.valueOf(e)).join()
        : "";
  }

  private void run() {
    try (consumer) {
      consumer.subscribe(List.of(spec.topic()));
      while (!stopping) {
        pollOnce();
      }
      ended.complete(null);
    } catch (RuntimeException e) {
      ended.completeExceptionally(e);
    }
  }

  private void pollOnce() {
    ConsumerRecords<byte[], byte[]> records;
    try {
      records = consumer.poll(Duration.ofMillis(200));
    } catch (WakeupException e) {
      return; // stop() asked; the loop looks
    }
    long began = System.nanoTime();
    for (ConsumerRecord<byte[], byte[]> record : records) {
      account.processed(
          cluster, record.partition(), SampleSpec.number(record.value()), System.nanoTime());
    }
    if (!records.isEmpty()) {
      commit();
      pace(records.count(), began);
    }
  }

  /** A wake-up during the commit must not lose it: what was counted has to be committed. */
  private void commit() {
    try {
      consumer.commitSync();
    } catch (WakeupException e) {
      consumer.commitSync();
    }
  }

  private void pace(int records, long beganNanos) {
    if (spec.consumePerSecond() == 0) {
      return;
    }
    long untilNanos = beganNanos + TimeUnit.SECONDS.toNanos(records) / spec.consumePerSecond();
    while (!stopping && !catchUp && System.nanoTime() < untilNanos) {
      LockSupport.parkNanos(Math.min(20_000_000L, untilNanos - System.nanoTime()));
    }
  }
}
