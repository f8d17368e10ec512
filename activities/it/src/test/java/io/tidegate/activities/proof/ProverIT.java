package io.tidegate.activities.proof;

import static org.assertj.core.api.Assertions.assertThat;

import io.tidegate.activities.proof.GroupProof.ProofFinding;
import io.tidegate.activities.proof.GroupProof.TargetState;
import io.tidegate.activities.traffic.App;
import io.tidegate.parity.Grade;
import io.tidegate.parity.Isolation;
import io.tidegate.parity.Light;
import io.tidegate.parity.Reset;
import io.tidegate.parity.Row;
import io.tidegate.parity.Terms;
import io.tidegate.parity.Verdict;
import io.tidegate.runbooks.Replication.OffsetSyncs;
import io.tidegate.runbooks.Side;
import io.tidegate.sandbox.Await;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.IntStream;
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

/** What is not healthy has its verdict and its reason; the logs are written by hand. */
class ProverIT {
  private static final int RECORDS = 100;

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
  void copiedRecordsAtOtherOffsetsAreResumedAtTheNextUnreadOne() {
    TopicPartition partition = two.byHand("shifted", 1);
    new App(two.legacy).produce(partition, "r", RECORDS);
    expireAndCopy(partition, 7);
    two.commit("shifted-reader", partition, 40);
    Row row = TwoClusters.row(two.prove(TwoClusters.hasty(TwoClusters.plain("shifted-reader"))), 0);
    assertThat(row.verdict()).as(row.reason()).isEqualTo(Verdict.EXACT);
    assertThat(row.resume()).isEqualTo(33L);
    assertThat(
            new App(two.cloud)
                .values(partition, TwoClusters.resume(row), 1, IsolationLevel.READ_UNCOMMITTED))
        .containsExactly("r40");
  }

  @Test
  void aPartitionWithoutACommitFollowsTheDeclaredPolicy() {
    TopicPartition partition = both("half-committed", 2);
    TopicPartition second = new TopicPartition(partition.topic(), 1);
    copy(second, 0);
    two.commit("half-committed-reader", partition, 50);
    ProofRequest request = TwoClusters.hasty(TwoClusters.plain("half-committed-reader"));

    GroupProof undeclared = two.prove(request);
    assertThat(TwoClusters.row(undeclared, 0).verdict()).isEqualTo(Verdict.EXACT);
    assertThat(TwoClusters.row(undeclared, 1).verdict()).isEqualTo(Verdict.UNCOMMITTED);
    assertThat(TwoClusters.row(undeclared, 1).resume()).isNull();
    assertThat(undeclared.light()).isEqualTo(Light.RED);

    Row earliest = TwoClusters.row(two.prove(TwoClusters.uncommitted(request, Reset.EARLIEST)), 1);
    assertThat(earliest.verdict()).isEqualTo(Verdict.UNCOMMITTED);
    assertThat(earliest.resume()).isEqualTo(0L);
    assertThat(earliest.light()).isEqualTo(Light.YELLOW);
  }

  @Test
  void aCommitBeyondTheEndIsOutOfRange() {
    TopicPartition partition = both("beyond", 1);
    two.commit("beyond-reader", partition, 1_000_000_000);
    Row row = TwoClusters.row(two.prove(TwoClusters.hasty(TwoClusters.plain("beyond-reader"))), 0);
    assertThat(row.verdict()).isEqualTo(Verdict.OUT_OF_RANGE);
    assertThat(row.light()).isEqualTo(Light.RED);
  }

  @Test
  void groupsAreProvenSideBySideInTheOrderOfTheRequests() {
    TopicPartition partition = both("shared", 1);
    List<String> groups = List.of("shared-c", "shared-a", "shared-b");
    groups.forEach(group -> two.commit(group, partition, 40));
    List<GroupProof> proofs =
        two.prover.prove(
            groups.stream().map(TwoClusters::plain).map(TwoClusters::hasty).toList(),
            Progress.NONE);
    assertThat(proofs).extracting(GroupProof::group).containsExactlyElementsOf(groups);
    assertThat(proofs).extracting(GroupProof::light).containsOnly(Light.GREEN);
  }

  @Test
  void manyGroupsThatWaitForTheReplicatorWaitTogether() {
    HandCopy log = HandCopy.whole(two, "late", 50);
    log.write(log.numbered(50, 60));
    List<String> groups = IntStream.range(0, 20).mapToObj(i -> "late-" + i).toList();
    groups.forEach(group -> two.commit(group, log.partition, 40));
    Duration settle = Duration.ofSeconds(2);
    Terms terms = Terms.strict().withSettle(settle);
    long before = System.nanoTime();
    List<GroupProof> proofs =
        two.prover.prove(
            groups.stream().map(group -> TwoClusters.plain(group).withTerms(terms)).toList(),
            Progress.NONE);
    assertThat(Duration.ofNanos(System.nanoTime() - before))
        .as("four at a time would wait five times")
        .isBetween(settle, settle.multipliedBy(5));
    assertThat(proofs)
        .extracting(proof -> TwoClusters.row(proof, 0).counts().pending())
        .containsOnly(10L);
  }

  @Test
  void aTopicMissingOnTheTargetIsUnprovenForEveryPartition() {
    two.legacy.createTopic("lonely.replica", 2, Map.of());
    TopicPartition partition = new TopicPartition("lonely.replica", 0);
    two.commit("lonely-reader", partition, 0);
    GroupProof proof = two.prove(TwoClusters.hasty(TwoClusters.plain("lonely-reader")));
    assertThat(proof.partitions())
        .hasSize(2)
        .extracting(Row::verdict)
        .containsOnly(Verdict.UNPROVEN);
    assertThat(proof.partitions().get(1).reason())
        .startsWith("topic lonely.replica does not exist on cloud; let the replicator copy it");
    assertThat(proof.light()).isEqualTo(Light.RED);
  }

  @Test
  void aCommittedTopicThatNobodyMappedIsUnprovenUnlessIgnored() {
    TopicPartition mapped = both("mapped", 1);
    TopicPartition stray = both("stray", 1);
    new App(two.legacy).commit("strays", Map.of(mapped, 10L, stray, 10L));
    ProofRequest all = TwoClusters.hasty(TwoClusters.plain("strays"));
    ProofRequest unmapped = all.withTopics(Map.of(mapped.topic(), mapped.topic()), null);
    assertThat(two.prove(unmapped).partitions())
        .filteredOn(row -> row.pair().topic().equals(stray.topic()))
        .singleElement()
        .satisfies(
            row -> assertThat(row.reason()).contains("stray.replica is not one of the unit's"));
    ProofRequest ignoring = unmapped.withIgnored(Set.of(stray.topic()));
    assertThat(two.prove(ignoring).light()).isEqualTo(Light.GREEN);
  }

  @Test
  void anUnknownGroupIsRedByName() {
    GroupProof proof = two.prove(TwoClusters.hasty(TwoClusters.plain("nobody-reads")));
    assertThat(proof.light()).isEqualTo(Light.RED);
    assertThat(proof.findings())
        .containsExactly(
            new ProofFinding(
                "source-group/nobody-reads",
                Light.RED,
                "group nobody-reads does not exist on legacy"));
  }

  @Test
  void aShareGroupIsUnproven() {
    TopicPartition partition = both("parcels", 1);
    Map<String, Object> settings = new HashMap<>(two.legacy.clientProperties());
    settings.put("group.id", "parcel-sharers");
    try (KafkaShareConsumer<String, String> consumer =
        new KafkaShareConsumer<>(settings, new StringDeserializer(), new StringDeserializer())) {
      consumer.subscribe(List.of(partition.topic()));
      Await.until(
          TwoClusters.DEADLINE,
          "the share group",
          () -> {
            consumer.poll(Duration.ofMillis(100));
            return two
                .prove(TwoClusters.only(TwoClusters.plain("parcel-sharers"), partition.topic()))
                .partitions()
                .stream()
                .anyMatch(
                    row ->
                        row.verdict() == Verdict.UNPROVEN && row.reason().contains("share group"));
          });
    }
  }

  @Test
  void nothingReplicatedYetIsNotAnAnswerToSeedFrom() {
    TopicPartition partition = two.byHand("slow", 1);
    new App(two.legacy).produce(partition, "r", RECORDS);
    two.commit("slow-reader", partition, 40);
    Row row = TwoClusters.row(two.prove(TwoClusters.hasty(TwoClusters.plain("slow-reader"))), 0);
    assertThat(row.verdict()).as(row.reason()).isEqualTo(Verdict.NOT_REPLICATED_YET);
    assertThat(row.resume()).isNull();
    assertThat(row.counts().awaited()).isEqualTo(40);
    assertThat(row.counts().pending()).isEqualTo(60);
    assertThat(row.light()).isEqualTo(Light.RED);
  }

  @Test
  void anUnreadRecordThatTheTargetLacksIsASkip() {
    TopicPartition partition = two.byHand("lossy", 1);
    List<String> kept = new ArrayList<>();
    new App(two.legacy).produce(partition, "r", RECORDS);
    List<Long> times = times(partition);
    for (int i = 0; i < RECORDS; i++) {
      if (i != 70) {
        kept.add("r" + i);
      }
    }
    write(partition, kept, times);
    two.commit("lossy-reader", partition, 40);
    Row row = TwoClusters.row(two.prove(TwoClusters.hasty(TwoClusters.plain("lossy-reader"))), 0);
    assertThat(row.verdict()).as(row.reason()).isEqualTo(Verdict.SKIP);
    assertThat(row.counts().skip()).isEqualTo(1);
    assertThat(row.resume()).isNull();
  }

  @Test
  void aCommitInAnOpenTransactionIsUnproven() {
    TopicPartition partition = both("undecided", 1);
    two.commit("undecided-reader", partition, 10);
    try (KafkaProducer<String, String> producer =
        pendingCommit("undecided-reader", partition, 50)) {
      Row row =
          TwoClusters.row(two.prove(TwoClusters.hasty(TwoClusters.plain("undecided-reader"))), 0);
      assertThat(row.verdict()).isEqualTo(Verdict.UNPROVEN);
      assertThat(row.reason()).contains("transaction").contains("undecided-reader");
      producer.abortTransaction();
    }
  }

  @Test
  void aCommitInATransactionIsAwaitedForTheSettleTime() {
    TopicPartition partition = both("awaited", 1);
    two.commit("awaited-reader", partition, 10);
    try (KafkaProducer<String, String> producer = pendingCommit("awaited-reader", partition, 50)) {
      GroupProof proof =
          two.proveWhile(TwoClusters.plain("awaited-reader"), producer::commitTransaction);
      Row row = TwoClusters.row(proof, 0);
      assertThat(row.verdict()).as(row.reason()).isEqualTo(Verdict.EXACT);
      assertThat(row.committed()).isEqualTo(50L);
      assertThat(row.resume()).isEqualTo(50L);
    }
  }

  @Test
  void aMemberOnTheTargetIsRedByItsId() {
    TopicPartition partition = both("taken", 1);
    two.commit("taken-reader", partition, 10);
    try (KafkaConsumer<String, String> consumer =
        new App(two.cloud).consumer("taken-reader", IsolationLevel.READ_UNCOMMITTED)) {
      consumer.subscribe(List.of(partition.topic()));
      Await.until(
          TwoClusters.DEADLINE,
          "a member on the target",
          () -> {
            consumer.poll(Duration.ofMillis(100));
            return !consumer.assignment().isEmpty();
          });
      GroupProof proof = two.prove(TwoClusters.hasty(TwoClusters.plain("taken-reader")));
      assertThat(proof.targetState()).isEqualTo(TargetState.ACTIVE);
      assertThat(proof.findings())
          .singleElement()
          .satisfies(
              finding -> {
                assertThat(finding.light()).isEqualTo(Light.RED);
                assertThat(finding.reason()).contains(consumer.groupMetadata().memberId());
              });
      assertThat(proof.light()).isEqualTo(Light.RED);
    }
  }

  @Test
  void anOffsetThatSomebodyWroteOnTheTargetIsGradedWhenAsked() {
    TopicPartition partition = both("graded", 1);
    two.commit("graded-reader", partition, 40);
    new App(two.cloud).commit("graded-reader", Map.of(partition, 43L));
    ProofRequest request = TwoClusters.hasty(TwoClusters.plain("graded-reader"));
    assertThat(TwoClusters.row(two.prove(request), 0).grade()).isNull();
    GroupProof graded = two.prove(request.withGrades());
    assertThat(TwoClusters.row(graded, 0).targetCommitted()).isEqualTo(43L);
    assertThat(TwoClusters.row(graded, 0).grade())
        .extracting(Grade::verdict, Grade::records)
        .containsExactly(Verdict.SKIP, 3L);
    assertThat(graded.light()).isEqualTo(Light.RED);
  }

  @Test
  void anUnfinishedTransactionBeyondACommittedPositionDoesNotDisturb() {
    TopicPartition partition = both("open-end", 1);
    two.commit("open-end-reader", partition, 40);
    try (KafkaProducer<String, String> producer = new App(two.legacy).producer("open-end")) {
      producer.beginTransaction();
      App.await(List.of(producer.send(App.record(partition, "not yet"))));
      Row row =
          TwoClusters.row(
              two.prove(
                  TwoClusters.hasty(
                      TwoClusters.request("open-end-reader", Isolation.READ_COMMITTED))),
              0);
      assertThat(row.verdict()).as(row.reason()).isEqualTo(Verdict.EXACT);
      assertThat(row.counts().pending()).isZero();
      producer.abortTransaction();
    }
  }

  @Test
  void offsetSyncsThatAreNotThereAreAFindingAndNoReasonToFail() {
    TopicPartition partition = both("unnoted", 1);
    two.commit("unnoted-reader", partition, 40);
    ProofRequest plain = TwoClusters.hasty(TwoClusters.plain("unnoted-reader"));
    GroupProof proof =
        two.prove(plain.withOffsetSyncs(new OffsetSyncs("no-such.replica", Side.SOURCE)));
    assertThat(TwoClusters.row(proof, 0).verdict()).isEqualTo(Verdict.EXACT);
    assertThat(proof.findings())
        .singleElement()
        .satisfies(found -> assertThat(found.reason()).contains("no-such.replica"));
    assertThat(proof.light()).isEqualTo(Light.YELLOW);
  }

  private static KafkaProducer<String, String> pendingCommit(
      String group, TopicPartition partition, long offset) {
    KafkaProducer<String, String> producer = new App(two.legacy).producer(group + "-transaction");
    try (KafkaConsumer<String, String> consumer =
        new App(two.legacy).consumer(group, IsolationLevel.READ_COMMITTED)) {
      producer.beginTransaction();
      producer.sendOffsetsToTransaction(
          Map.of(partition, new OffsetAndMetadata(offset)), consumer.groupMetadata());
    }
    return producer;
  }

  /** {@value #RECORDS} records on partition 0, copied to the same offsets. */
  private static TopicPartition both(String name, int partitions) {
    TopicPartition partition = two.byHand(name, partitions);
    copy(partition, 0);
    return partition;
  }

  private static void copy(TopicPartition partition, int from) {
    new App(two.legacy).produce(partition, "r", RECORDS);
    expireAndCopy(partition, from);
  }

  /** The copy lacks the first ones, so that its offsets are others. */
  private static void expireAndCopy(TopicPartition partition, int from) {
    List<Long> times = times(partition);
    List<String> values = new ArrayList<>();
    for (int i = from; i < RECORDS; i++) {
      values.add("r" + i);
    }
    write(partition, values, times);
  }

  private static List<Long> times(TopicPartition partition) {
    return new App(two.legacy).times(partition, RECORDS);
  }

  private static void write(TopicPartition partition, List<String> values, List<Long> times) {
    new App(two.cloud)
        .copy(partition, values, value -> times.get(Integer.parseInt(value.substring(1))));
  }
}
