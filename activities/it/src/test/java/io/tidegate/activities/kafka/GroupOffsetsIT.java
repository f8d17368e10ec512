package io.tidegate.activities.kafka;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.tidegate.activities.traffic.App;
import io.tidegate.activities.traffic.TestClusters;
import io.tidegate.sandbox.Await;
import io.tidegate.sandbox.KafkaSandbox;
import io.tidegate.sandbox.World;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.clients.consumer.KafkaShareConsumer;
import org.apache.kafka.clients.consumer.OffsetAndMetadata;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.common.IsolationLevel;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.serialization.StringDeserializer;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** What groups are and where they stand, on a real broker. */
class GroupOffsetsIT {
  private static final Duration DEADLINE = Duration.ofSeconds(30);

  private static KafkaSandbox legacy;
  private static Clusters clusters;
  private static GroupOffsets offsets;
  private static Groups groups;

  @BeforeAll
  static void connect() {
    legacy = World.shared().legacy();
    clusters = TestClusters.of(legacy);
    offsets = new GroupOffsets(clusters.get("legacy"));
    groups = new Groups(clusters.get("legacy"));
  }

  @AfterAll
  static void disconnect() {
    clusters.close();
  }

  @Test
  void aCommitIsToldApartFromNone() {
    TopicPartition read = topic("some-commits.replica", 2);
    TopicPartition unread = new TopicPartition(read.topic(), 1);
    new App(legacy).commit("some-commits", Map.of(read, 3L));
    assertThat(offsets.of("some-commits", List.of(read, unread)))
        .containsEntry(read, new Committed.At(3, ""))
        .containsEntry(unread, new Committed.None());
    assertThat(offsets.all("some-commits")).containsOnlyKeys(read);
    assertThat(groups.describe("some-commits").active()).isFalse();
    assertThat(groups.describe("some-commits").protocol())
        .as("nobody ever joined, so there is none")
        .isEmpty();
  }

  @Test
  void aCommitInAnOpenTransactionIsUnprovenUntilItEnds() {
    TopicPartition partition = topic("pending-commit.replica", 1);
    new App(legacy).produce(partition, "r", 5);
    new App(legacy).commit("pending-commit", Map.of(partition, 1L));
    try (KafkaProducer<String, String> producer = new App(legacy).producer("pending-commit");
        KafkaConsumer<String, String> consumer =
            new App(legacy).consumer("pending-commit", IsolationLevel.READ_COMMITTED)) {
      producer.beginTransaction();
      producer.sendOffsetsToTransaction(
          Map.of(partition, new OffsetAndMetadata(4)), consumer.groupMetadata());
      assertThat(offsets.of("pending-commit", List.of(partition)).get(partition))
          .isInstanceOfSatisfying(
              Committed.Unproven.class,
              unproven -> assertThat(unproven.why()).contains("transaction"));
      producer.commitTransaction();
    }
    Await.until(
        DEADLINE,
        "the commit to be stable",
        () ->
            new Committed.At(4, "")
                .equals(offsets.of("pending-commit", List.of(partition)).get(partition)));
  }

  @Test
  void anUnknownGroupIsAbsentAndNotAGroupWithoutCommits() {
    assertThat(groups.describe("nobody").kind()).isEqualTo(Group.Kind.ABSENT);
    assertThat(groups.describe("nobody").active()).isFalse();
  }

  @Test
  void aShareGroupIsNotAGroupThatCommits() {
    TopicPartition partition = topic("shared-work.replica", 1);
    Map<String, Object> settings = new HashMap<>(legacy.clientProperties());
    settings.put("group.id", "shared-work");
    try (KafkaShareConsumer<String, String> consumer =
        new KafkaShareConsumer<>(settings, new StringDeserializer(), new StringDeserializer())) {
      consumer.subscribe(List.of(partition.topic()));
      Await.until(
          DEADLINE,
          "the share group to be known",
          () -> {
            consumer.poll(Duration.ofMillis(100));
            return groups.describe("shared-work").kind() == Group.Kind.SHARE;
          });
    }
    assertThat(groups.describe("shared-work").commitsOffsets()).isFalse();
  }

  @Test
  void membersAreToldWithWhatTheyRead() {
    TopicPartition partition = topic("members.replica", 1);
    try (KafkaConsumer<String, String> consumer = consuming("members", partition)) {
      Group group = groups.describe("members");
      assertThat(group.active()).isTrue();
      assertThat(group.assigned()).containsExactly(partition);
      assertThat(group.members())
          .singleElement()
          .satisfies(member -> assertThat(member.id()).isNotBlank());
      assertThat(consumer.assignment()).containsExactly(partition);
    }
    Await.until(DEADLINE, "the group to be empty", () -> !groups.describe("members").active());
  }

  @Test
  void whatIsWrittenStandsThereWithItsMark() {
    TopicPartition partition = topic("written.replica", 1);
    new App(legacy).produce(partition, "r", 10);
    assertThat(offsets.write("written", Map.of(partition, new Committed.At(7, "mark")))).isEmpty();
    assertThat(offsets.of("written", List.of(partition)))
        .containsEntry(partition, new Committed.At(7, "mark"));
    assertThat(offsets.withEpochs(List.of("written")))
        .as("a foreign epoch would hang a consumer")
        .isEqualTo(Map.of("written", Map.of()));
    offsets.delete("written", Set.of(partition));
    assertThat(offsets.of("written", List.of(partition)))
        .containsEntry(partition, new Committed.None());
    offsets.delete("written-by-nobody", Set.of(partition));
  }

  @Test
  void anOffsetOutsideTheLogIsRefusedBeforeAnythingIsWritten() {
    TopicPartition good = topic("ranges.replica", 2);
    TopicPartition bad = new TopicPartition(good.topic(), 1);
    new App(legacy).produce(good, "r", 10);
    assertThatThrownBy(
            () ->
                offsets.write(
                    "ranges",
                    Map.of(
                        good, new Committed.At(5, ""), bad, new Committed.At(1_000_000_000, ""))))
        .isInstanceOf(KafkaRefused.class)
        .hasMessageContaining("ranges.replica-1")
        .hasMessageContaining("1000000000")
        .hasMessageContaining("0 to 0");
    assertThat(groups.describe("ranges").kind()).isEqualTo(Group.Kind.ABSENT);
  }

  @Test
  void aGroupWithMembersTakesNoOffsets() {
    TopicPartition partition = topic("occupied.replica", 1);
    new App(legacy).produce(partition, "r", 10);
    try (KafkaConsumer<String, String> consumer = consuming("occupied", partition)) {
      assertThat(offsets.write("occupied", Map.of(partition, new Committed.At(5, ""))))
          .containsOnlyKeys(partition);
      assertThat(consumer.assignment()).isNotEmpty();
    }
  }

  private static KafkaConsumer<String, String> consuming(String group, TopicPartition partition) {
    KafkaConsumer<String, String> consumer =
        new App(legacy).consumer(group, IsolationLevel.READ_UNCOMMITTED);
    consumer.subscribe(List.of(partition.topic()));
    Await.until(
        DEADLINE,
        "an assignment of " + group,
        () -> {
          consumer.poll(Duration.ofMillis(100));
          return !consumer.assignment().isEmpty();
        });
    return consumer;
  }

  private static TopicPartition topic(String name, int partitions) {
    legacy.createTopic(name, partitions, Map.of());
    return new TopicPartition(name, 0);
  }
}
