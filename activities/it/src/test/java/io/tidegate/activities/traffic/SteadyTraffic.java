package io.tidegate.activities.traffic;

import io.tidegate.sandbox.KafkaCluster;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.common.IsolationLevel;
import org.apache.kafka.common.TopicPartition;

/**
 * An application that does not stop: a producer to every partition of a topic and a consuming group
 * that commits what it read. The transactional one commits its records in transactions and aborts
 * one in five.
 */
public final class SteadyTraffic implements AutoCloseable {
  private static final int BATCH = 5;
  private static final Duration STOP_MAX = Duration.ofSeconds(60);

  private final App app;
  private final String topic;
  private final int partitions;
  private final String group;
  private final boolean transactional;
  private final Duration every;
  private final ExecutorService threads = Executors.newFixedThreadPool(2);
  private final List<Future<?>> loops = new ArrayList<>();
  private final AtomicLong consumed = new AtomicLong();
  private volatile boolean stopped;

  private SteadyTraffic(
      KafkaCluster cluster,
      String topic,
      int partitions,
      String group,
      boolean transactional,
      Duration every) {
    this.app = new App(cluster);
    this.topic = topic;
    this.partitions = partitions;
    this.group = group;
    this.transactional = transactional;
    this.every = every;
  }

  /** Starts; {@value #BATCH} records to each partition every so often. */
  public static SteadyTraffic start(
      KafkaCluster cluster,
      String topic,
      int partitions,
      String group,
      boolean transactional,
      Duration every) {
    SteadyTraffic traffic =
        new SteadyTraffic(cluster, topic, partitions, group, transactional, every);
    traffic.loops.add(traffic.threads.submit(traffic::produce));
    traffic.loops.add(traffic.threads.submit(traffic::consume));
    return traffic;
  }

  /** Records that the group has read and committed. */
  public long consumed() {
    return consumed.get();
  }

  private void produce() {
    try (KafkaProducer<String, String> producer =
        transactional ? app.producer(topic + "-writer") : app.producer()) {
      for (long round = 0; !stopped; round++) {
        boolean aborted = transactional && round % 5 == 4;
        batch(producer, round, aborted);
        TimeUnit.NANOSECONDS.sleep(every.toNanos());
      }
    } catch (InterruptedException ended) {
      Thread.currentThread().interrupt();
    }
  }

  private void batch(KafkaProducer<String, String> producer, long round, boolean aborted) {
    if (transactional) {
      producer.beginTransaction();
    }
    List<Future<?>> sent = new ArrayList<>();
    for (int partition = 0; partition < partitions; partition++) {
      for (int i = 0; i < BATCH; i++) {
        sent.add(
            producer.send(
                App.record(new TopicPartition(topic, partition), topic + "-" + round + "-" + i)));
      }
    }
    App.await(sent);
    if (transactional && aborted) {
      producer.abortTransaction();
    } else if (transactional) {
      producer.commitTransaction();
    }
  }

  private void consume() {
    IsolationLevel isolation =
        transactional ? IsolationLevel.READ_COMMITTED : IsolationLevel.READ_UNCOMMITTED;
    try (KafkaConsumer<String, String> consumer = app.consumer(group, isolation)) {
      consumer.subscribe(List.of(topic));
      while (!stopped) {
        int count = consumer.poll(Duration.ofMillis(100)).count();
        if (count > 0) {
          consumer.commitSync();
          consumed.addAndGet(count);
        }
      }
    }
  }

  /** Stops both and tells what went wrong in them. */
  @Override
  public void close() {
    stopped = true;
    threads.shutdown();
    try {
      for (Future<?> loop : loops) {
        loop.get(STOP_MAX.toMillis(), TimeUnit.MILLISECONDS);
      }
    } catch (Exception failed) {
      throw new IllegalStateException("traffic on " + topic, failed);
    }
  }
}
