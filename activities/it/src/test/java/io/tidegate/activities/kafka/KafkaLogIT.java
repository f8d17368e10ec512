package io.tidegate.activities.kafka;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.tidegate.activities.traffic.App;
import io.tidegate.activities.traffic.TestClusters;
import io.tidegate.parity.Isolation;
import io.tidegate.parity.LogRecord;
import io.tidegate.parity.LogUnavailable;
import io.tidegate.parity.RecordCursor;
import io.tidegate.sandbox.Await;
import io.tidegate.sandbox.KafkaSandbox;
import io.tidegate.sandbox.World;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.OptionalLong;
import java.util.concurrent.Future;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.RecordsToDelete;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.TopicPartition;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** A partition read from a real broker. The topics' names keep MirrorMaker away from them. */
class KafkaLogIT {
  private static KafkaSandbox legacy;
  private static Clusters clusters;

  @BeforeAll
  static void connect() {
    legacy = World.shared().legacy();
    clusters = TestClusters.of(legacy);
  }

  @AfterAll
  static void disconnect() {
    clusters.close();
  }

  @Test
  void aRecordIsReadAsItWasWritten() throws Exception {
    TopicPartition partition = topic("as-written.replica");
    try (KafkaProducer<String, String> producer = new App(legacy).producer()) {
      ProducerRecord<String, String> full =
          new ProducerRecord<>(partition.topic(), 0, 1_700_000_000_000L, "key", "value");
      full.headers().add("trace", App.bytes("7"));
      producer.send(full).get();
      producer.send(new ProducerRecord<>(partition.topic(), 0, null, "")).get();
      producer.send(new ProducerRecord<>(partition.topic(), 0, "gone", null)).get();
    }
    List<LogRecord> found = read(log(partition, Isolation.READ_UNCOMMITTED), 0, 3);
    assertThat(found).extracting(LogRecord::offset).containsExactly(0L, 1L, 2L);
    assertThat(found.get(0).timestampMs()).isEqualTo(1_700_000_000_000L);
    assertThat(found.get(0).createTime()).isTrue();
    assertThat(text(found.get(0).key())).isEqualTo("key");
    assertThat(found.get(0).headers())
        .singleElement()
        .satisfies(header -> assertThat(header.key()).isEqualTo("trace"));
    assertThat(found.get(1).key()).isNull();
    assertThat(found.get(1).value()).isEmpty();
    assertThat(found.get(2).value()).isNull();
  }

  @Test
  void theEndIsKnownToBePassedAlthoughTheLastOffsetsAreMarkers() {
    TopicPartition partition = topic("markers.replica");
    try (KafkaProducer<String, String> producer = new App(legacy).producer("markers")) {
      transaction(producer, partition, "kept", 3, true);
      transaction(producer, partition, "dropped", 2, false);
    }
    KafkaLog committed = log(partition, Isolation.READ_COMMITTED);
    Await.until(
        Duration.ofSeconds(30),
        "the marker of the aborted transaction, which the broker writes after its answer",
        () -> committed.end() == 7);
    assertThat(values(read(committed, 0, 7))).containsExactly("kept0", "kept1", "kept2");
    assertThat(values(read(committed, 3, 7))).isEmpty();
    KafkaLog all = committed.at(Isolation.READ_UNCOMMITTED);
    assertThat(values(read(all, 0, 7)))
        .containsExactly("kept0", "kept1", "kept2", "dropped0", "dropped1");
  }

  @Test
  void anOpenTransactionHoldsTheCommittedEndBack() {
    TopicPartition partition = topic("open.replica");
    new App(legacy).produce(partition, "before", 4);
    try (KafkaProducer<String, String> producer = new App(legacy).producer("open")) {
      producer.beginTransaction();
      App.await(List.of(producer.send(App.record(partition, "pending"))));
      assertThat(log(partition, Isolation.READ_COMMITTED).end()).isEqualTo(4);
      assertThat(log(partition, Isolation.READ_UNCOMMITTED).end()).isEqualTo(5);
      producer.abortTransaction();
    }
  }

  @Test
  void theTimeOfTheFirstRecordOfManyPartsIsReadTogether() throws Exception {
    legacy.createTopic("timed.replica", 3, Map.of());
    TopicPartition full = new TopicPartition("timed.replica", 0);
    TopicPartition other = new TopicPartition("timed.replica", 1);
    TopicPartition empty = new TopicPartition("timed.replica", 2);
    long noon = System.currentTimeMillis() - 60_000;
    try (KafkaProducer<String, String> producer = new App(legacy).producer()) {
      for (TopicPartition partition : List.of(full, other)) {
        for (int i = 0; i < 20; i++) {
          long time = noon + 1_000L * partition.partition() + i;
          producer
              .send(
                  new ProducerRecord<>(
                      partition.topic(), partition.partition(), time, null, "r".repeat(5_000)))
              .get();
        }
      }
    }
    Map<TopicPartition, Long> times =
        new RecordTimes(clusters.get("legacy"))
            .first(
                List.of(
                    new RecordTimes.Part(full, 7, 20),
                    new RecordTimes.Part(other, 0, 20),
                    new RecordTimes.Part(empty, 0, 0)),
                () -> {});
    assertThat(times).isEqualTo(Map.of(full, noon + 7, other, noon + 1_000));
  }

  @Test
  void aReadFromBelowTheBeginStartsAtTheBegin() throws Exception {
    TopicPartition partition = topic("expired.replica");
    new App(legacy).produce(partition, "r", 10);
    expire(partition, 6);
    KafkaLog log = log(partition, Isolation.READ_UNCOMMITTED);
    assertThat(log.begin()).isEqualTo(6);
    assertThat(values(read(log, 2, 9))).containsExactly("r6", "r7", "r8");
    assertThat(read(log, 2, 5)).isEmpty();
    expire(partition, 10);
    assertThat(read(log, 2, 9)).as("nothing came after the bound either").isEmpty();
  }

  @Test
  void recordsThatExpireUnderTheReaderAreNotPassedOverInSilence() throws Exception {
    TopicPartition partition = topic("overtaken.replica");
    new App(legacy).produce(partition, "x".repeat(1_000), 1_000);
    try (RecordCursor cursor = log(partition, Isolation.READ_UNCOMMITTED).open(0, 1_000)) {
      assertThat(cursor.next()).isNotNull();
      expire(partition, 999);
      assertThatThrownBy(
              () -> {
                while (cursor.next() != null) {
                  // to the end, which must not be reached
                }
              })
          .isInstanceOf(LogUnavailable.class)
          .hasMessageContaining("legacy overtaken.replica-0")
          .hasMessageContaining("gone");
    }
  }

  @Test
  void aTimeIsFoundByTheFirstRecordThatIsAsLate() throws Exception {
    TopicPartition partition = topic("times.replica");
    try (KafkaProducer<String, String> producer = new App(legacy).producer()) {
      for (long time = 1_000; time <= 5_000; time += 1_000) {
        producer.send(new ProducerRecord<>(partition.topic(), 0, time, "k", "v")).get();
      }
    }
    KafkaLog log = log(partition, Isolation.READ_UNCOMMITTED);
    assertThat(log.offsetForTime(2_500)).isEqualTo(OptionalLong.of(2));
    assertThat(log.offsetForTime(5_001)).isEmpty();
  }

  @Test
  void cursorsOfOneLogAreIndependentAndReadersAreUsedAgain() {
    TopicPartition partition = topic("cursors.replica");
    new App(legacy).produce(partition, "r", 5);
    KafkaLog log = log(partition, Isolation.READ_UNCOMMITTED);
    try (RecordCursor first = log.open(0, 5);
        RecordCursor second = log.open(3, 5)) {
      assertThat(offset(first.next())).isEqualTo(0);
      assertThat(offset(second.next())).isEqualTo(3);
      assertThat(offset(first.next())).isEqualTo(1);
    }
    for (int i = 0; i < 50; i++) {
      assertThat(read(log, i % 5, 5)).hasSize(5 - i % 5);
    }
    assertThat(clusters.get("legacy").readers().idle()).isLessThanOrEqualTo(2 * IdleReaders.MAX);
  }

  private static long offset(@Nullable LogRecord found) {
    return Objects.requireNonNull(found, "a record").offset();
  }

  private static TopicPartition topic(String name) {
    legacy.createTopic(name, 1, Map.of("retention.ms", "-1"));
    return new TopicPartition(name, 0);
  }

  private static KafkaLog log(TopicPartition partition, Isolation isolation) {
    return new KafkaLog(clusters.get("legacy"), partition, isolation);
  }

  private static void expire(TopicPartition partition, long before) throws Exception {
    try (Admin admin = Admin.create(legacy.clientProperties())) {
      admin.deleteRecords(Map.of(partition, RecordsToDelete.beforeOffset(before))).all().get();
    }
  }

  private static void transaction(
      KafkaProducer<String, String> producer,
      TopicPartition to,
      String prefix,
      int count,
      boolean commit) {
    producer.beginTransaction();
    List<Future<?>> sent = new ArrayList<>();
    for (int i = 0; i < count; i++) {
      sent.add(producer.send(App.record(to, prefix + i)));
    }
    App.await(sent);
    if (commit) {
      producer.commitTransaction();
    } else {
      producer.abortTransaction();
    }
    try (Admin admin = Admin.create(legacy.clientProperties())) {
      App.awaitMarkers(admin, to);
    }
  }

  private static List<LogRecord> read(KafkaLog log, long from, long to) {
    List<LogRecord> found = new ArrayList<>();
    try (RecordCursor cursor = log.open(from, to)) {
      for (LogRecord next = cursor.next(); next != null; next = cursor.next()) {
        found.add(next);
      }
    }
    return found;
  }

  private static List<String> values(List<LogRecord> found) {
    return found.stream().map(one -> text(one.value())).toList();
  }

  private static String text(byte @Nullable [] bytes) {
    return bytes == null ? "null" : new String(bytes, StandardCharsets.UTF_8);
  }
}
