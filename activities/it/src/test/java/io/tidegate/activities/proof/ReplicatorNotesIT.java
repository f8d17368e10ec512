package io.tidegate.activities.proof;

import static org.assertj.core.api.Assertions.assertThat;

import io.tidegate.activities.kafka.OffsetSyncs;
import io.tidegate.activities.traffic.App;
import io.tidegate.parity.Hint;
import io.tidegate.runbooks.Replication;
import io.tidegate.runbooks.Side;
import io.tidegate.sandbox.KafkaCluster;
import java.io.ByteArrayOutputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.OptionalLong;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** What a replicator noted, in topics that are written by hand. */
class ReplicatorNotesIT {
  private static final String CHECKPOINTS = "shared.checkpoints.replica";
  private static final Replication.OffsetSyncs SYNCS =
      new Replication.OffsetSyncs("shared-syncs.replica", Side.SOURCE);
  private static final TopicPartition TOPIC = new TopicPartition("wharves.replica", 0);

  private static final Map<KafkaCluster, KafkaProducer<byte[], byte[]>> PRODUCERS = new HashMap<>();

  private static TwoClusters two;

  private final SideBySide beside = new SideBySide("notes", Progress.NONE);

  @AfterEach
  void end() {
    beside.close();
  }

  @BeforeAll
  static void connect() {
    two = new TwoClusters();
    two.cloud.createTopic(CHECKPOINTS, 1, Map.of());
    two.legacy.createTopic(SYNCS.topic(), 1, Map.of());
  }

  @AfterAll
  static void disconnect() {
    PRODUCERS.values().forEach(KafkaProducer::close);
    two.close();
  }

  @Test
  void theCheckpointsOfAllGroupsAreReadOnce() {
    checkpoint("crane", 10);
    checkpoint("ferry", 20);
    checkpoint("stranger", 30);
    ReplicatorNotes notes = notes("crane", "ferry", "idle");

    assertThat(upstream(notes, "crane")).isEqualTo(10);
    checkpoint("ferry", 21);

    assertThat(upstream(notes, "ferry")).as("what was read for the first").isEqualTo(20);
    assertThat(notes.checkpoints(CHECKPOINTS, "idle").orElseThrow()).isEmpty();
    assertThat(upstream(notes("ferry"), "ferry")).as("another check").isEqualTo(21);
  }

  @Test
  void theOffsetSyncsAreReadOnceAndEachGroupGetsThoseNearIt() {
    for (long number = 0; number < 100; number++) {
      sync(number * 100, number * 93);
    }
    ReplicatorNotes notes = notes("crane", "ferry");
    notes.want(SYNCS, Map.of(TOPIC, OptionalLong.of(3_000)));
    notes.want(SYNCS, Map.of(TOPIC, OptionalLong.of(8_050)));

    OffsetSyncs read = notes.offsetSyncs(SYNCS).orElseThrow();
    sync(3_001, 2_000);

    assertThat(notes.offsetSyncs(SYNCS)).containsSame(read);
    assertThat(read.near(TOPIC, OptionalLong.of(3_000)))
        .extracting(Hint::sourceOffset)
        .contains(3_000L, 3_100L)
        .doesNotContain(3_001L, 8_000L);
    assertThat(read.near(TOPIC, OptionalLong.of(8_050)))
        .extracting(Hint::sourceOffset)
        .contains(8_000L, 8_100L)
        .doesNotContain(3_000L);
    assertThat(read.near(TOPIC, OptionalLong.of(5))).as("nobody wanted it").isEmpty();
    assertThat(read.newest(TOPIC).orElseThrow().sourceOffset())
        .as("the newest is read on, at the moment it is asked for")
        .isEqualTo(3_001);
  }

  @Test
  void aTopicThatIsNotThereIsNoneForEveryGroup() {
    ReplicatorNotes notes = notes("crane");

    assertThat(notes.checkpoints("no-such.checkpoints.replica", "crane")).isEmpty();
    assertThat(notes.offsetSyncs(new Replication.OffsetSyncs("no-such-syncs.replica", Side.TARGET)))
        .isEmpty();
  }

  @Test
  void aReadingThatFailsFailsForEveryGroupAlike() {
    ReplicatorNotes notes = notes("crane", "ferry");
    beside.close();

    RuntimeException first = failure(notes, "crane");

    assertThat(failure(notes, "ferry")).isSameAs(first);
  }

  private static RuntimeException failure(ReplicatorNotes notes, String group) {
    try {
      throw new AssertionError("read: " + notes.checkpoints(CHECKPOINTS, group));
    } catch (RuntimeException failed) {
      return failed;
    }
  }

  private ReplicatorNotes notes(String... groups) {
    return new ReplicatorNotes(
        two.clusters.get("legacy"),
        two.clusters.get("cloud"),
        List.of(groups).stream().map(TwoClusters::plain).toList(),
        beside);
  }

  private static long upstream(ReplicatorNotes notes, String group) {
    return Objects.requireNonNull(notes.checkpoints(CHECKPOINTS, group).orElseThrow().get(TOPIC))
        .upstream();
  }

  private static void checkpoint(String group, long upstream) {
    send(
        two.cloud,
        CHECKPOINTS,
        bytes(
            key -> {
              key.writeUTF(group);
              key.writeUTF(TOPIC.topic());
              key.writeInt(TOPIC.partition());
            }),
        bytes(
            value -> {
              value.writeShort(0);
              value.writeLong(upstream);
              value.writeLong(1);
              value.writeUTF("");
            }));
  }

  private static void sync(long upstream, long downstream) {
    send(
        two.legacy,
        SYNCS.topic(),
        bytes(
            key -> {
              key.writeUTF(TOPIC.topic());
              key.writeInt(TOPIC.partition());
            }),
        bytes(
            value -> {
              value.writeLong(upstream);
              value.writeLong(downstream);
            }));
  }

  private interface Fields {
    void write(DataOutputStream to) throws IOException;
  }

  private static byte[] bytes(Fields fields) {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    try {
      fields.write(new DataOutputStream(bytes));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return bytes.toByteArray();
  }

  private static void send(KafkaCluster to, String topic, byte[] key, byte[] value) {
    KafkaProducer<byte[], byte[]> producer =
        PRODUCERS.computeIfAbsent(
            to,
            first ->
                new KafkaProducer<>(
                    new HashMap<>(to.clientProperties()),
                    new ByteArraySerializer(),
                    new ByteArraySerializer()));
    App.await(List.of(producer.send(new ProducerRecord<>(topic, 0, key, value))));
  }
}
