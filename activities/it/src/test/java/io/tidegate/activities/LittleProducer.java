package io.tidegate.activities;

import com.fasterxml.jackson.databind.JsonNode;
import io.tidegate.activities.traffic.App;
import io.tidegate.sandbox.KafkaSandbox;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.locks.LockSupport;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.common.TopicPartition;
import org.jspecify.annotations.Nullable;

/** A steady producer that is stopped and started, and counts what was taken in. */
final class LittleProducer implements AutoCloseable {
  private static final long BETWEEN_NANOS = TimeUnit.MILLISECONDS.toNanos(5);

  private final Map<String, KafkaSandbox> clusters;
  private final TopicPartition to;
  private volatile TopicPartition toOnTarget;
  private final AtomicInteger written = new AtomicInteger();
  private final ExecutorService threads = Executors.newSingleThreadExecutor();
  private volatile boolean running;
  private volatile boolean idle;
  private @Nullable Future<?> producing;

  LittleProducer(TopicPartition to, Map<String, KafkaSandbox> clusters) {
    this.to = to;
    this.toOnTarget = to;
    this.clusters = clusters;
  }

  int written() {
    return written.get();
  }

  synchronized void start(String cluster) {
    stop();
    running = true;
    KafkaSandbox at = Objects.requireNonNull(clusters.get(cluster), cluster);
    TopicPartition there = cluster.equals("target") ? toOnTarget : to;
    producing = threads.submit(() -> produce(at, there));
  }

  synchronized void stop() {
    running = false;
    Future<?> last = producing;
    if (last != null) {
      try {
        last.get(60, TimeUnit.SECONDS);
      } catch (Exception e) {
        throw new IllegalStateException("the producer failed", e);
      }
      producing = null;
    }
  }

  /** Where it writes once it was started on the target. */
  void writesThereTo(TopicPartition other) {
    toOnTarget = other;
  }

  private void produce(KafkaSandbox cluster, TopicPartition there) {
    try (KafkaProducer<String, String> producer = new App(cluster).producer()) {
      while (running) {
        App.await(List.of(producer.send(App.record(there, "steady-" + written.get()))));
        written.incrementAndGet();
        LockSupport.parkNanos(BETWEEN_NANOS);
      }
    }
  }

  /** From now on it answers its switch and writes nothing. */
  void idle() {
    idle = true;
  }

  /** What its switch is asked. */
  void turn(JsonNode request) {
    if (request.path("action").asText().equals("STOP")) {
      stop();
    } else if (!idle) {
      start(request.path("cluster").asText());
    }
  }

  @Override
  public void close() {
    stop();
    threads.shutdownNow();
  }
}
