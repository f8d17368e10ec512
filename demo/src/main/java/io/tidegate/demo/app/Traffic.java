package io.tidegate.demo.app;

import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerConfig;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.clients.producer.RecordMetadata;
import org.apache.kafka.common.serialization.ByteArraySerializer;

/**
 * The steady producer of one application, on one cluster. With transactions every eighth one is
 * aborted, as happens to a real application; its records are issued but never owed.
 */
final class Traffic implements AutoCloseable {
  private static final Duration BEAT = Duration.ofMillis(100);
  private static final int ABORT_EVERY = 8;

  private final SampleSpec spec;
  private final Account account;
  private final String cluster;
  private final KafkaProducer<byte[], byte[]> producer;
  private final ScheduledExecutorService beat;
  private long batches;
  private volatile String failure = "";
  private volatile Duration took = Duration.ZERO;

  Traffic(SampleSpec spec, Account account, String cluster, Map<String, Object> client) {
    this.spec = spec;
    this.account = account;
    this.cluster = cluster;
    Map<String, Object> config = new HashMap<>(client);
    config.put(ProducerConfig.KEY_SERIALIZER_CLASS_CONFIG, ByteArraySerializer.class);
    config.put(ProducerConfig.VALUE_SERIALIZER_CLASS_CONFIG, ByteArraySerializer.class);
    config.put(ProducerConfig.CLIENT_ID_CONFIG, spec.name() + "-producer-" + cluster);
    config.put(ProducerConfig.LINGER_MS_CONFIG, 5);
    config.put(ProducerConfig.BUFFER_MEMORY_CONFIG, 8L << 20);
    if (spec.transactional()) {
      config.put(ProducerConfig.TRANSACTIONAL_ID_CONFIG, spec.name() + "-tx");
    }
    producer = new KafkaProducer<>(config);
    if (spec.transactional()) {
      producer.initTransactions();
    }
    beat =
        Executors.newSingleThreadScheduledExecutor(task -> daemon(task, spec.name() + "-traffic"));
  }

  static Thread daemon(Runnable task, String name) {
    Thread thread = new Thread(task, name);
    thread.setDaemon(true);
    return thread;
  }

  String cluster() {
    return cluster;
  }

  /** Sends this many records a partition and returns when each of them is acknowledged. */
  void backlog(int recordsPerPartition) {
    int left = recordsPerPartition;
    while (left > 0) {
      int now = Math.min(left, 500);
      sendBatch(now * spec.partitions(), false);
      left -= now;
    }
  }

  void start() {
    int perBeat = Math.max(1, Math.toIntExact(spec.recordsPerSecond() * BEAT.toMillis() / 1000));
    var unused =
        beat.scheduleAtFixedRate(
            () -> beatOnce(perBeat), 0, BEAT.toMillis(), TimeUnit.MILLISECONDS);
  }

  /**
   * What went wrong with the traffic; empty while nothing has. Traffic that failed would make an
   * account look clean.
   */
  String failure() {
    return failure;
  }

  /** How long the last batch took to be acknowledged. */
  Duration took() {
    return took;
  }

  private void beatOnce(int records) {
    long began = System.nanoTime();
    try {
      batches++;
      sendBatch(records, spec.transactional() && batches % ABORT_EVERY == 0);
      took = Duration.ofNanos(System.nanoTime() - began);
    } catch (RuntimeException e) {
      failure = "producer of " + spec.name() + " stopped: " + e.getMessage();
      throw e; // the executor runs no further beat
    }
  }

  private void sendBatch(int records, boolean abort) {
    List<Sent> sent = new ArrayList<>(records);
    if (spec.transactional()) {
      producer.beginTransaction();
    }
    for (int i = 0; i < records; i++) {
      int partition = i % spec.partitions();
      long number = account.next(partition);
      byte[] key = ("customer-" + number % 97).getBytes(StandardCharsets.UTF_8);
      byte[] value = SampleSpec.value(spec.name(), partition, number);
      sent.add(
          new Sent(
              partition,
              number,
              producer.send(new ProducerRecord<>(spec.topic(), partition, key, value))));
    }
    if (abort) {
      producer.flush();
      producer.abortTransaction();
      sent.forEach(record -> account.aborted(record.partition, record.number));
      return;
    }
    if (spec.transactional()) {
      producer.commitTransaction();
    }
    for (Sent record : sent) {
      record.await();
      account.owed(record.partition, record.number);
    }
  }

  @Override
  public void close() {
    beat.shutdown();
    try {
      if (!beat.awaitTermination(10, TimeUnit.SECONDS)) {
        failure = "producer of " + spec.name() + " did not end its last batch within 10 s";
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
    producer.close(Duration.ofSeconds(5));
  }

  private record Sent(int partition, long number, Future<RecordMetadata> acknowledged) {
    void await() {
      try {
        acknowledged.get();
      } catch (ExecutionException e) {
        throw new IllegalStateException(
            "record " + number + " of partition " + partition + " was not acknowledged", e);
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
        throw new IllegalStateException("interrupted while producing", e);
      }
    }
  }
}
