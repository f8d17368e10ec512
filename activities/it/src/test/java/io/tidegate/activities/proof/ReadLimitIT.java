package io.tidegate.activities.proof;

import static org.assertj.core.api.Assertions.assertThat;

import io.tidegate.activities.kafka.Clusters;
import io.tidegate.activities.kafka.ReadLimit;
import io.tidegate.parity.Verdict;
import io.tidegate.runbooks.TopicNames;
import io.tidegate.sandbox.KafkaCluster;
import java.lang.management.ManagementFactory;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.Future;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.ScheduledThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.function.ToLongFunction;
import javax.management.InstanceNotFoundException;
import javax.management.JMException;
import javax.management.ObjectName;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.clients.producer.RecordMetadata;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.apache.kafka.common.serialization.StringSerializer;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/**
 * How fast a check reads, by the brokers' own count of what they sent. The topic has another name
 * on the target, so each cluster has a count of its own.
 */
class ReadLimitIT {
  private static final String PACED = "paced.replica";
  private static final String LIFTED = "lifted.replica";
  private static final int RECORDS = 3_000;

  /** At the limit that would take more than twenty seconds. */
  private static final int MANY_RECORDS = 24_000;

  private static final int RECORD_BYTES = 1_024;
  private static final long FIRST_MS = System.currentTimeMillis() - 600_000;
  private static final long LIMIT = 1024 * 1024;

  /** Between two looks at the count, where nothing holds them up. */
  private static final long LOOK_MS = 100;

  /** A rate is judged over so many looks: two seconds, or more where the machine is slow. */
  private static final int WINDOW = 20;

  /** Answers under way when a reader begins to wait: one for each that reads. */
  private static final long ANSWERS_AHEAD = LIMIT;

  private static TwoClusters two;

  @BeforeAll
  static void fill() throws Exception {
    two = new TwoClusters();
    fill(PACED, RECORDS);
    fill(LIFTED, MANY_RECORDS);
  }

  @AfterAll
  static void disconnect() {
    two.close();
  }

  @Test
  void theBrokersSendNoMoreThanTheLimit() {
    Sent sent = check(PACED, new ReadLimit(LIMIT));
    for (ToLongFunction<Look> side : List.<ToLongFunction<Look>>of(Look::source, Look::target)) {
      List<Look> looks = sent.looks();
      long all = side.applyAsLong(looks.get(looks.size() - 1)) - side.applyAsLong(looks.get(0));
      assertThat(all).as("bytes sent").isGreaterThan((long) RECORDS * RECORD_BYTES);
      assertThat(all * 1_000 / sent.took().toMillis())
          .as("bytes a second over all, %d in %s", all, sent.took())
          .isLessThan(LIMIT * 11 / 10);
      for (int i = WINDOW; i < looks.size(); i++) {
        Look from = looks.get(i - WINDOW);
        Look to = looks.get(i);
        Duration between = Duration.ofNanos(to.done() - from.begun());
        assertThat(side.applyAsLong(to) - side.applyAsLong(from))
            .as("bytes in the %s before look %d", between, i)
            .isLessThan(LIMIT * between.toMillis() / 1_000 + ANSWERS_AHEAD);
      }
    }
  }

  @Test
  void noneLiftsIt() {
    Sent sent = check(LIFTED, ReadLimit.NONE);
    long all = sent.looks().get(sent.looks().size() - 1).source() - sent.looks().get(0).source();
    assertThat(all).as("bytes sent").isGreaterThan((long) MANY_RECORDS * RECORD_BYTES);
    assertThat(all * 1_000 / sent.took().toMillis())
        .as("bytes a second, %d in %s", all, sent.took())
        .isGreaterThan(LIMIT * 11 / 10);
  }

  /**
   * The counts of a topic on both clusters.
   *
   * @param begun on the monotonic clock, before the first count
   * @param done after the last
   */
  private record Look(long begun, long source, long target, long done) {
    static Look at(String topic) {
      return new Look(
          System.nanoTime(), bytesOut(topic), bytesOut(onTarget(topic)), System.nanoTime());
    }
  }

  /** The looks, every {@link #LOOK_MS} if they can, and how long the check took. */
  private record Sent(List<Look> looks, Duration took) {}

  private static Sent check(String topic, ReadLimit limit) {
    List<Look> seen = new ArrayList<>();
    Runnable look = () -> seen.add(Look.at(topic));
    ScheduledExecutorService looking = new ScheduledThreadPoolExecutor(1);
    try (Clusters clusters = clusters(limit)) {
      look.run();
      long begin = System.nanoTime();
      Future<?> looks = looking.scheduleAtFixedRate(look, LOOK_MS, LOOK_MS, TimeUnit.MILLISECONDS);
      GroupProof proof =
          new Prover(clusters.get("legacy"), clusters.get("cloud"))
              .prove(
                  TwoClusters.plain("reader-of-" + topic)
                      .withTopics(Map.of(), new TopicNames.Prefixed("legacy")),
                  Progress.NONE);
      Duration took = Duration.ofNanos(System.nanoTime() - begin);
      assertThat(TwoClusters.row(proof, 0).verdict()).isEqualTo(Verdict.EXACT);
      looks.cancel(false);
      looking.shutdown();
      assertThat(looking.awaitTermination(60, TimeUnit.SECONDS)).isTrue();
      look.run();
      return new Sent(seen, took);
    } catch (InterruptedException interrupted) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException(interrupted);
    } finally {
      looking.shutdownNow();
    }
  }

  private static Clusters clusters(ReadLimit limit) {
    return new Clusters(
        Map.of(
            "legacy", Map.of("bootstrap.servers", two.legacy.bootstrapServers()),
            "cloud", Map.of("bootstrap.servers", two.cloud.bootstrapServers())),
        limit);
  }

  /** Sent to readers of the topic by the brokers of this JVM. */
  private static long bytesOut(String topic) {
    try {
      Object count =
          ManagementFactory.getPlatformMBeanServer()
              .getAttribute(
                  new ObjectName(
                      "kafka.server:type=BrokerTopicMetrics,name=BytesOutPerSec,topic=" + topic),
                  "Count");
      return ((Number) count).longValue();
    } catch (InstanceNotFoundException nothingYet) {
      return 0;
    } catch (JMException failed) {
      throw new IllegalStateException(failed);
    }
  }

  private static String onTarget(String topic) {
    return "legacy." + topic;
  }

  private static void fill(String topic, int records) throws Exception {
    two.onLegacy.createTopic(topic, 1, Map.of());
    two.onCloud.createTopic(onTarget(topic), 1, Map.of());
    fill(two.legacy, topic, records);
    fill(two.cloud, onTarget(topic), records);
    two.commit("reader-of-" + topic, new TopicPartition(topic, 0), 100);
  }

  private static void fill(KafkaCluster cluster, String topic, int records) throws Exception {
    Random random = new Random(1);
    List<Future<RecordMetadata>> sent = new ArrayList<>();
    try (KafkaProducer<String, byte[]> producer =
        new KafkaProducer<>(
            cluster.clientProperties(), new StringSerializer(), new ByteArraySerializer())) {
      for (int number = 0; number < records; number++) {
        byte[] value = new byte[RECORD_BYTES];
        random.nextBytes(value);
        sent.add(
            producer.send(
                new ProducerRecord<>(topic, 0, FIRST_MS + number, "key-" + number, value)));
      }
    }
    for (Future<RecordMetadata> one : sent) {
      one.get();
    }
  }
}
