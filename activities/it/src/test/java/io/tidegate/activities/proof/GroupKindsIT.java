package io.tidegate.activities.proof;

import static io.tidegate.parity.Isolation.READ_UNCOMMITTED;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.tidegate.activities.proof.GroupProof.TargetState;
import io.tidegate.activities.traffic.App;
import io.tidegate.parity.Anchor;
import io.tidegate.parity.Grade;
import io.tidegate.parity.Light;
import io.tidegate.parity.Row;
import io.tidegate.parity.Verdict;
import io.tidegate.sandbox.Await;
import io.tidegate.sandbox.KafkaCluster;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Properties;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.clients.consumer.OffsetAndMetadata;
import org.apache.kafka.common.IsolationLevel;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.errors.TimeoutException;
import org.apache.kafka.streams.KafkaStreams;
import org.apache.kafka.streams.StreamsBuilder;
import org.apache.kafka.streams.StreamsConfig;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Groups of every kind that commits offsets, with positions on all, some or odd partitions. */
class GroupKindsIT {
  private static final int RECORDS = 100;
  private static final Map<String, String> NEW_PROTOCOL = Map.of("group.protocol", "consumer");
  private static final Map<String, String> STATIC = Map.of("group.instance.id", "till-7");

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
  void aGroupOfTheNewProtocolIsProvenWhileItReads() {
    HandCopy log = HandCopy.whole(two, "new-protocol", RECORDS);
    try (KafkaConsumer<String, String> member =
        joined(two.legacy, "new-protocol-reader", log.partition, NEW_PROTOCOL)) {
      member.commitSync(Map.of(log.partition, new OffsetAndMetadata(40)));
      assertExactAt(proven("new-protocol-reader"), 40);
    }
  }

  @Test
  void aMemberOfTheNewProtocolOnTheTargetIsRedByItsId() {
    HandCopy log = HandCopy.whole(two, "new-protocol-target", RECORDS);
    two.commit("new-protocol-taken", log.partition, 40);
    try (KafkaConsumer<String, String> member =
        joined(two.cloud, "new-protocol-taken", log.partition, NEW_PROTOCOL)) {
      assertTaken("new-protocol-taken", member.groupMetadata().memberId());
    }
  }

  /** Its group is of a type of its own, and no consumer group. */
  @Test
  void aStreamsApplicationOfTheNewProtocolIsUnprovenAndTheReasonSaysWhatToDo(@TempDir Path state) {
    TopicPartition partition = two.byHand("streams-protocol", 1);
    StreamsBuilder topology = new StreamsBuilder();
    topology.stream(partition.topic()).foreach((key, value) -> {});
    Properties settings = new Properties();
    settings.putAll(two.legacy.clientProperties());
    settings.put(StreamsConfig.APPLICATION_ID_CONFIG, "streams-app");
    settings.put(StreamsConfig.GROUP_PROTOCOL_CONFIG, "streams");
    settings.put(StreamsConfig.STATE_DIR_CONFIG, state.toString());
    ProofRequest asked = TwoClusters.only(TwoClusters.plain("streams-app"), partition.topic());
    try (KafkaStreams application = new KafkaStreams(topology.build(), settings)) {
      application.start();
      Await.until(
          TwoClusters.DEADLINE,
          "the streams group",
          () -> two.prove(asked).findings().toString().contains("type streams"));
    }
    GroupProof proof = two.prove(asked);
    assertThat(proof.light()).isEqualTo(Light.RED);
    assertThat(proof.partitions())
        .singleElement()
        .satisfies(
            row -> {
              assertThat(row.verdict()).isEqualTo(Verdict.UNPROVEN);
              assertThat(row.resume()).isNull();
              assertThat(row.reason())
                  .isEqualTo(
                      "group streams-app on legacy is of type streams, whose positions are not"
                          + " read; stop the application, start it with group.protocol=classic,"
                          + " and check again");
            });
  }

  @Test
  void aStaticMemberThatWentAwayOnTheSourceIsNoHindrance() {
    HandCopy log = HandCopy.whole(two, "static-source", RECORDS);
    try (KafkaConsumer<String, String> member =
        joined(two.legacy, "static-reader", log.partition, STATIC)) {
      member.commitSync(Map.of(log.partition, new OffsetAndMetadata(40)));
    }
    assertExactAt(proven("static-reader"), 40);
  }

  /** It stays in the group after its process has ended, and a seed would be refused. */
  @Test
  void aStaticMemberThatWentAwayOnTheTargetIsRedByItsId() {
    HandCopy log = HandCopy.whole(two, "static-target", RECORDS);
    two.commit("static-taken", log.partition, 40);
    String id;
    try (KafkaConsumer<String, String> member =
        joined(two.cloud, "static-taken", log.partition, STATIC)) {
      id = member.groupMetadata().memberId();
    }
    assertTaken("static-taken", id + " (static member till-7)");
  }

  /** As the broker is set by default. */
  @Test
  void howLongThePositionOfAnEmptyGroupIsKeptIsTold() {
    HandCopy log = HandCopy.whole(two, "abandoned", RECORDS);
    two.commit("abandoned-reader", log.partition, 40);
    ProofRequest asked = TwoClusters.hasty(TwoClusters.plain("abandoned-reader")).withGrades();
    GroupProof proof = two.prove(asked);
    assertThat(proof.light()).isEqualTo(Light.GREEN);
    assertThat(proof.findings())
        .singleElement()
        .satisfies(
            finding -> {
              assertThat(finding.id()).isEqualTo("offsets-expire/abandoned-reader");
              assertThat(finding.light()).isEqualTo(Light.GREEN);
              assertThat(finding.reason())
                  .contains("nobody is in group abandoned-reader on legacy")
                  .contains("offsets.retention.minutes")
                  .contains("so 168 h are left at most");
            });
    try (KafkaConsumer<String, String> member =
        joined(two.legacy, "abandoned-reader", log.partition, Map.of())) {
      assertThat(member.assignment()).isNotEmpty();
      assertThat(two.prove(asked).findings()).as("it is used").isEmpty();
    }
  }

  /** It has no members: its positions are all that the cluster knows of it. */
  @Test
  void aGroupWithoutMembershipIsProvenFromItsPositions() {
    HandCopy log = HandCopy.whole(two, "unsubscribed", RECORDS);
    try (KafkaConsumer<String, String> consumer =
        new App(two.legacy).consumer("unsubscribed-reader", IsolationLevel.READ_UNCOMMITTED)) {
      consumer.assign(List.of(log.partition));
      consumer.commitSync(Map.of(log.partition, new OffsetAndMetadata(40)));
      assertExactAt(proven("unsubscribed-reader"), 40);
    }
  }

  /** The broker calls such a group EMPTY although somebody reads; what it wrote is graded. */
  @Test
  void aReaderWithoutMembershipOnTheTargetShowsInItsOffset() {
    HandCopy log = HandCopy.whole(two, "unsubscribed-target", RECORDS);
    two.commit("unsubscribed-taken", log.partition, 40);
    try (KafkaConsumer<String, String> consumer =
        new App(two.cloud).consumer("unsubscribed-taken", IsolationLevel.READ_UNCOMMITTED)) {
      consumer.assign(List.of(log.partition));
      consumer.commitSync(Map.of(log.partition, new OffsetAndMetadata(43)));
      GroupProof proof =
          two.proveAndConsume(
              TwoClusters.hasty(TwoClusters.plain("unsubscribed-taken")).withGrades());
      assertThat(proof.targetState()).isEqualTo(TargetState.EMPTY);
      Row row = TwoClusters.row(proof, 0);
      assertThat(row.targetCommitted()).isEqualTo(43L);
      Grade grade = row.grade();
      assertThat(grade == null ? null : grade.verdict()).isEqualTo(Verdict.SKIP);
      assertThat(grade == null ? 0 : grade.records()).isEqualTo(3);
      assertThat(proof.light()).isEqualTo(Light.RED);
    }
  }

  /** A member reads it, so it counts, whether or not anything was committed. */
  @Test
  void aPartitionThatIsAssignedAndNeverCommittedIsUncommitted() {
    TopicPartition first = two.byHand("assigned-only", 2);
    try (KafkaConsumer<String, String> member =
        joined(two.legacy, "assigned-reader", first, Map.of())) {
      HandCopy.fill(two, first, RECORDS);
      HandCopy.fill(two, new TopicPartition(first.topic(), 1), RECORDS);
      member.commitSync(Map.of(first, new OffsetAndMetadata(40)));
      GroupProof proof = proven("assigned-reader");
      assertThat(TwoClusters.row(proof, 0).verdict()).isEqualTo(Verdict.EXACT);
      assertThat(TwoClusters.row(proof, 1).verdict()).isEqualTo(Verdict.UNCOMMITTED);
      assertThat(proof.light()).isEqualTo(Light.RED);
    }
  }

  /** Nothing is compared there, and the target's end is the only place there is. */
  @Test
  void anEmptyPartitionIsResumedAtTheTargetsEnd() {
    TopicPartition empty = two.byHand("empty", 2);
    TopicPartition filled = new TopicPartition(empty.topic(), 1);
    HandCopy.fill(two, filled, RECORDS);
    two.onLegacy.commit(
        "empty-reader", Map.of(empty, new OffsetAndMetadata(0), filled, new OffsetAndMetadata(40)));
    GroupProof proof = proven("empty-reader");
    Row row = TwoClusters.row(proof, 0);
    assertThat(row.verdict()).as(row.reason()).isEqualTo(Verdict.EXACT);
    assertThat(row.anchor()).isEqualTo(Anchor.NONE);
    assertThat(row.resume()).isEqualTo(0L);
    assertThat(TwoClusters.row(proof, 1).resume()).isEqualTo(40L);
    assertThat(proof.light()).isEqualTo(Light.GREEN);
  }

  /** With a topic the broker forgets the commits on it; only a runbook still names it. */
  @Test
  void aTopicThatWasDeletedOnTheSourceIsRedByName() {
    HandCopy kept = HandCopy.whole(two, "kept", RECORDS);
    HandCopy deleted = HandCopy.whole(two, "deleted", RECORDS);
    two.onLegacy.commit(
        "half-deleted",
        Map.of(
            kept.partition, new OffsetAndMetadata(40),
            deleted.partition, new OffsetAndMetadata(40)));
    two.onLegacy.deleteTopic(deleted.partition.topic());
    two.awaitCommits("half-deleted", 1);
    assertExactAt(proven("half-deleted"), 40);

    GroupProof named =
        two.prove(
            TwoClusters.only(
                TwoClusters.hasty(TwoClusters.plain("half-deleted")), deleted.partition.topic()));
    assertThat(named.light()).isEqualTo(Light.RED);
    assertThat(named.partitions()).extracting(Row::verdict).isSubsetOf(Verdict.UNPROVEN);
    assertThat(named.findings() + "" + named.partitions())
        .contains("topic deleted.replica does not exist on legacy");
  }

  /** A position restored from elsewhere may carry the leader epoch of another cluster. */
  @Test
  void aForeignLeaderEpochAtThePositionChangesNothing() {
    HandCopy log = HandCopy.whole(two, "foreign-epoch", RECORDS);
    two.onLegacy.commit(
        "foreign-epoch-reader",
        Map.of(log.partition, new OffsetAndMetadata(40, Optional.of(999), "")));
    assertExactAt(proven("foreign-epoch-reader"), 40);
  }

  @Test
  void anOffsetOnTheTargetWithAForeignLeaderEpochIsRedBecauseItsConsumerWaitsInSilence() {
    HandCopy log = HandCopy.whole(two, "carried-epoch", RECORDS);
    two.commit("carried-epoch-reader", log.partition, 40);
    two.onCloud.commit(
        "carried-epoch-reader",
        Map.of(log.partition, new OffsetAndMetadata(40, Optional.of(999), "")));
    ProofRequest asked = TwoClusters.hasty(TwoClusters.plain("carried-epoch-reader"));
    GroupProof proof = two.prove(asked.withGrades());
    assertThat(TwoClusters.row(proof, 0).verdict()).isEqualTo(Verdict.EXACT);
    assertThat(proof.findings())
        .filteredOn(finding -> finding.light() != Light.GREEN)
        .singleElement()
        .satisfies(
            finding -> {
              assertThat(finding.id()).isEqualTo("leader-epoch/carried-epoch-reader");
              assertThat(finding.light()).isEqualTo(Light.RED);
              assertThat(finding.reason())
                  .contains("on [carried-epoch.replica-0] a consumer waits in silence");
            });
    assertThat(two.prove(asked).findings()).as("a seed will stand in its place").isEmpty();
    try (KafkaConsumer<String, String> waiting =
        joined(two.cloud, "carried-epoch-reader", log.partition, Map.of())) {
      assertThatThrownBy(() -> waiting.position(log.partition, Duration.ofSeconds(2)))
          .as("it waits")
          .isInstanceOf(TimeoutException.class);
    }
  }

  private static GroupProof proven(String group) {
    return two.proveAndConsume(TwoClusters.hasty(TwoClusters.request(group, READ_UNCOMMITTED)));
  }

  private static void assertExactAt(GroupProof proof, long resume) {
    assertThat(proof.partitions())
        .singleElement()
        .satisfies(
            row -> {
              assertThat(row.verdict()).as(row.reason()).isEqualTo(Verdict.EXACT);
              assertThat(row.resume()).isEqualTo(resume);
            });
    assertThat(proof.light()).isEqualTo(Light.GREEN);
  }

  private static void assertTaken(String group, String member) {
    GroupProof proof = proven(group);
    assertThat(proof.targetState()).isEqualTo(TargetState.ACTIVE);
    assertThat(proof.findings())
        .singleElement()
        .satisfies(
            finding -> {
              assertThat(finding.light()).isEqualTo(Light.RED);
              assertThat(finding.reason()).contains(group).contains(member);
            });
    assertThat(proof.light()).isEqualTo(Light.RED);
  }

  /** A consumer that has its assignment. */
  private static KafkaConsumer<String, String> joined(
      KafkaCluster on, String group, TopicPartition partition, Map<String, String> settings) {
    KafkaConsumer<String, String> consumer =
        new App(on).consumer(group, IsolationLevel.READ_UNCOMMITTED, settings);
    consumer.subscribe(List.of(partition.topic()));
    Await.until(
        TwoClusters.DEADLINE,
        "an assignment of " + partition + " to " + group,
        () -> {
          consumer.poll(Duration.ofMillis(50));
          return consumer.assignment().contains(partition);
        });
    return consumer;
  }
}
