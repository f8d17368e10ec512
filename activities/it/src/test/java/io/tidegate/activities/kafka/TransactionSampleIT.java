package io.tidegate.activities.kafka;

import static org.assertj.core.api.Assertions.assertThat;

import io.tidegate.activities.kafka.TransactionSample.Written;
import io.tidegate.activities.traffic.App;
import io.tidegate.activities.traffic.TestClusters;
import io.tidegate.sandbox.KafkaSandbox;
import io.tidegate.sandbox.World;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.Future;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.RecordsToDelete;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** How a topic is written shows in the partitions that hold records, whichever these are. */
class TransactionSampleIT {
  /** More than the newest offsets that are looked at. */
  private static final int MANY = NewestBatches.BACK + 5;

  /** As many batches of nearly 1 MiB as one fetch does not bring. */
  private static final int LARGE_ONES = 12;

  private static final int LARGE = 1_000_000;

  private static KafkaSandbox legacy;
  private static Clusters clusters;

  @BeforeAll
  static void start() {
    legacy = World.shared().legacy();
    clusters = TestClusters.of(legacy, World.shared().cloud());
  }

  @AfterAll
  static void stop() {
    clusters.close();
  }

  @Test
  void aPartitionWithoutRecordsSaysNothing() {
    topic("written-second", 2);
    transactions(new TopicPartition("written-second", 1), 1);
    topic("plain-second", 2);
    new App(legacy).produce(new TopicPartition("plain-second", 1), "plain-", 1);
    topic("never-written", 2);

    assertThat(sampled("written-second", "plain-second", "never-written"))
        .isEqualTo(
            Map.of(
                "written-second", Written.IN_TRANSACTIONS,
                "plain-second", Written.PLAIN,
                "never-written", Written.NOT_SEEN));
  }

  @Test
  void oneTransactionAmongPlainRecordsIsEnough() {
    topic("both-ways", 3);
    new App(legacy).produce(new TopicPartition("both-ways", 0), "plain-", MANY);
    transactions(new TopicPartition("both-ways", 2), 1);
    topic("behind-plain-ones", 1);
    transactions(new TopicPartition("behind-plain-ones", 0), 1);
    new App(legacy).produce(new TopicPartition("behind-plain-ones", 0), "plain-", MANY);

    assertThat(sampled("both-ways", "behind-plain-ones"))
        .isEqualTo(
            Map.of(
                "both-ways", Written.IN_TRANSACTIONS,
                "behind-plain-ones", Written.PLAIN)); // the limit
  }

  @Test
  void markersAloneTellOfTransactions() throws Exception {
    TopicPartition log = new TopicPartition("markers-alone", 0);
    topic(log.topic(), 1);
    transactions(log, 1);
    try (Admin admin = Admin.create(legacy.clientProperties())) {
      admin.deleteRecords(Map.of(log, RecordsToDelete.beforeOffset(1))).all().get();
    }

    assertThat(sampled(log.topic())).containsEntry(log.topic(), Written.IN_TRANSACTIONS);
  }

  @Test
  void ofManyPartitionsThoseThatAreAskedForAreLookedAtFirst() {
    topic("one-of-many", 8);
    for (int partition = 0; partition < 7; partition++) {
      new App(legacy).produce(new TopicPartition("one-of-many", partition), "plain-", 5);
    }
    TopicPartition written = new TopicPartition("one-of-many", 7);
    transactions(written, 1);

    assertThat(new TransactionSample(clusters.get("legacy")).of(List.of("one-of-many"), List.of()))
        .as("the limit: four partitions, the longest first")
        .containsEntry("one-of-many", Written.PLAIN);
    assertThat(
            new TransactionSample(clusters.get("legacy"))
                .of(List.of("one-of-many"), List.of(written)))
        .containsEntry("one-of-many", Written.IN_TRANSACTIONS);
  }

  @Test
  void whatOneFetchDoesNotBringAnotherDoes() {
    List<String> topics = new ArrayList<>();
    Map<String, Object> settings = new HashMap<>(legacy.clientProperties());
    try (KafkaProducer<byte[], byte[]> producer =
        new KafkaProducer<>(settings, new ByteArraySerializer(), new ByteArraySerializer())) {
      List<Future<?>> sent = new ArrayList<>();
      for (int i = 0; i < LARGE_ONES; i++) {
        topics.add("large-" + i);
        topic("large-" + i, 1);
        byte[] large = new byte[LARGE];
        new Random(i).nextBytes(large);
        sent.add(producer.send(new ProducerRecord<>("large-" + i, large)));
      }
      App.await(sent);
    }

    assertThat(new TransactionSample(clusters.get("legacy")).of(topics, List.of()).values())
        .hasSize(LARGE_ONES)
        .containsOnly(Written.PLAIN);
    assertThat(new BatchSample(clusters.get("legacy")).of(topics).partitions())
        .isEqualTo(LARGE_ONES);
  }

  private static Map<String, Written> sampled(String... topics) {
    return new TransactionSample(clusters.get("legacy")).of(List.of(topics), List.of());
  }

  private static void topic(String name, int partitions) {
    legacy.createTopic(name, partitions, Map.of());
  }

  /** Of one record each, whose markers stand in the log. */
  private static void transactions(TopicPartition to, int count) {
    try (KafkaProducer<String, String> producer = new App(legacy).producer("of-" + to)) {
      for (int i = 0; i < count; i++) {
        producer.beginTransaction();
        App.await(List.of(producer.send(App.record(to, "transaction-" + i))));
        producer.commitTransaction();
      }
    }
    try (Admin admin = Admin.create(legacy.clientProperties())) {
      App.awaitMarkers(admin, to);
    }
  }
}
