package io.tidegate.activities.proof;

import static org.assertj.core.api.Assertions.assertThat;

import io.tidegate.activities.kafka.Checkpoints;
import io.tidegate.activities.traffic.App;
import io.tidegate.parity.Isolation;
import io.tidegate.parity.Row;
import io.tidegate.parity.Verdict;
import io.tidegate.runbooks.Position;
import io.tidegate.sandbox.Await;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.Future;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** Groups whose owners declare where they stand, copied by a real MirrorMaker. */
class PositionsIT {
  private static TwoClusters two;

  @BeforeAll
  static void connect() {
    two = new TwoClusters();
  }

  @AfterAll
  static void disconnect() {
    two.close();
  }

  @Test
  void mirrorMakersOwnCheckpointIsReadAndResolvedToTheExactRecord() {
    TopicPartition topic = two.copied("stations", 1);
    new App(two.legacy).produce(topic, "s-", 1_000);
    two.awaitCopied(topic, 1_000);
    two.commit("station-reader", topic, 437);
    Checkpoints checkpoints =
        new Checkpoints(two.clusters.get("cloud"), Checkpoints.topicOf("legacy"));
    Await.until(
        TwoClusters.DEADLINE,
        "a checkpoint of station-reader",
        () ->
            checkpoints.exists()
                && Optional.ofNullable(
                        checkpoints
                            .newest(Set.of("station-reader"))
                            .getOrDefault("station-reader", Map.of())
                            .get(topic))
                    .filter(checkpoint -> checkpoint.upstream() == 437)
                    .isPresent());

    Row row =
        prove("station-reader", topic, new Position.Checkpoint(), "legacy.checkpoints.internal");

    assertThat(row.verdict()).as(row.reason()).isEqualTo(Verdict.EXACT);
    assertThat(row.committed()).isEqualTo(437);
    assertThat(row.resume()).isEqualTo(437);
    assertThat(row.reason()).contains("its position is the newest MirrorMaker checkpoint");
  }

  @Test
  void aCheckpointCountsAlsoWhereTheCommitIsElsewhere() {
    TopicPartition topic = two.copied("platforms", 2);
    new App(two.legacy).produce(topic, "p-", 500);
    two.awaitCopied(topic, 500);
    two.commit("platform-reader", topic, 400);
    two.cloud.createTopic("hand.checkpoints.replica", 1, Map.of());
    checkpoint("hand.checkpoints.replica", "someone-else", topic, 10);
    checkpoint("hand.checkpoints.replica", "platform-reader", topic, 100);
    checkpoint("hand.checkpoints.replica", "platform-reader", topic, 250);

    GroupProof proof =
        two.prove(
            request("platform-reader", topic)
                .withPosition(new Position.Checkpoint(), "hand.checkpoints.replica"));

    Row row = TwoClusters.row(proof, 0);
    assertThat(row.verdict()).as(row.reason()).isEqualTo(Verdict.EXACT);
    assertThat(row.resume()).isEqualTo(250);
    Row without = TwoClusters.row(proof, 1);
    assertThat(without.verdict()).isEqualTo(Verdict.UNPROVEN);
    assertThat(without.reason()).contains("none of group platform-reader for platforms-1");
  }

  @Test
  void withoutTheTopicOfCheckpointsThePositionIsUnprovenByName() {
    TopicPartition topic = two.byHand("halts", 1);
    two.commit("halt-reader", topic, 0);

    ProofRequest asked = TwoClusters.hasty(request("halt-reader", topic));
    Row row =
        TwoClusters.row(
            two.prove(asked.withPosition(new Position.Checkpoint(), "no-such.replica")), 0);

    assertThat(row.verdict()).isEqualTo(Verdict.UNPROVEN);
    assertThat(row.reason()).contains("no-such.replica", "does not exist");
  }

  @Test
  void theFirstRecordAtOrAfterATimeIsThePosition() {
    TopicPartition topic = two.copied("timetable", 1);
    List<Long> times = new ArrayList<>();
    try (KafkaProducer<String, String> producer = new App(two.legacy).producer()) {
      List<Future<?>> sent = new ArrayList<>();
      for (int i = 0; i < 200; i++) {
        times.add(1_700_000_000_000L + i * 1_000L);
        sent.add(
            producer.send(new ProducerRecord<>(topic.topic(), 0, times.get(i), "k" + i, "t-" + i)));
      }
      App.await(sent);
    }
    two.awaitCopied(topic, 200);
    two.commit("timetable-reader", topic, 10);

    Row row = prove("timetable-reader", topic, at(times.get(120) - 500), null);
    Row beyond = prove("timetable-reader", topic, at(times.get(199) + 1), null);

    assertThat(row.verdict()).as(row.reason()).isEqualTo(Verdict.EXACT);
    assertThat(row.committed()).isEqualTo(120);
    assertThat(row.resume()).isEqualTo(120);
    assertThat(row.reason()).contains("first record at or after 2023-11-14T22:15:19.500Z");
    assertThat(beyond.verdict()).as(beyond.reason()).isEqualTo(Verdict.EXACT);
    assertThat(beyond.resume()).isEqualTo(200);
  }

  @Test
  void behindTheLastRecordWithAMarkerIsThePosition() {
    TopicPartition topic = two.copied("batches", 1);
    try (KafkaProducer<String, String> producer = new App(two.legacy).producer()) {
      List<Future<?>> sent = new ArrayList<>();
      for (int i = 0; i < 300; i++) {
        ProducerRecord<String, String> record = App.record(topic, "b-" + i);
        record.headers().add("run-id", App.bytes(String.valueOf(i / 100)));
        sent.add(producer.send(record));
      }
      App.await(sent);
    }
    two.awaitCopied(topic, 300);
    two.commit("batch-reader", topic, 0);

    Row row = prove("batch-reader", topic, new Position.Marker("run-id", "1"), null);
    Row nowhere = prove("batch-reader", topic, new Position.Marker("run-id", "9"), null);

    assertThat(row.verdict()).as(row.reason()).isEqualTo(Verdict.EXACT);
    assertThat(row.committed()).isEqualTo(200);
    assertThat(row.resume()).isEqualTo(200);
    assertThat(row.reason()).contains("header run-id = 1");
    assertThat(nowhere.verdict()).isEqualTo(Verdict.UNPROVEN);
    assertThat(nowhere.reason()).contains("run-id", "\"9\"");
  }

  private static Position at(long timeMs) {
    return new Position.Timestamp(Instant.ofEpochMilli(timeMs));
  }

  private static ProofRequest request(String group, TopicPartition topic) {
    return TwoClusters.only(TwoClusters.request(group, Isolation.READ_UNCOMMITTED), topic.topic());
  }

  private static Row prove(
      String group, TopicPartition topic, Position position, @Nullable String checkpoints) {
    return TwoClusters.row(two.prove(request(group, topic).withPosition(position, checkpoints)), 0);
  }

  private static void checkpoint(String to, String group, TopicPartition of, long upstream) {
    byte[] name = group.getBytes(StandardCharsets.UTF_8);
    byte[] topic = of.topic().getBytes(StandardCharsets.UTF_8);
    byte[] key =
        ByteBuffer.allocate(2 + name.length + 2 + topic.length + 4)
            .putShort((short) name.length)
            .put(name)
            .putShort((short) topic.length)
            .put(topic)
            .putInt(of.partition())
            .array();
    byte[] value =
        ByteBuffer.allocate(2 + 8 + 8 + 2)
            .putShort((short) 0)
            .putLong(upstream)
            .putLong(1)
            .putShort((short) 0)
            .array();
    Map<String, Object> settings = new HashMap<>(two.cloud.clientProperties());
    try (var producer =
        new KafkaProducer<>(settings, new ByteArraySerializer(), new ByteArraySerializer())) {
      App.await(List.of(producer.send(new ProducerRecord<>(to, key, value))));
    }
  }
}
