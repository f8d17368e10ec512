package io.tidegate.activities.proof;

import static org.assertj.core.api.Assertions.assertThat;

import io.tidegate.activities.kafka.KafkaLog;
import io.tidegate.activities.traffic.App;
import io.tidegate.activities.traffic.SteadyTraffic;
import io.tidegate.parity.Isolation;
import io.tidegate.parity.Light;
import io.tidegate.parity.LogRecord;
import io.tidegate.parity.Proof;
import io.tidegate.parity.RecordCursor;
import io.tidegate.parity.Row;
import io.tidegate.parity.Verdict;
import io.tidegate.sandbox.Await;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicInteger;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.common.IsolationLevel;
import org.apache.kafka.common.TopicPartition;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** A real MirrorMaker that keeps up: its groups must be GREEN, and where to resume must be true. */
class HealthyPipeIT {
  private static final Duration BEAT = Duration.ofMillis(20);

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
  void steadyTrafficIsGreenAndExact() {
    TopicPartition topic = two.copied("orders", 3);
    GroupProof proof;
    try (SteadyTraffic traffic =
        SteadyTraffic.start(two.legacy, topic.topic(), 3, "orders-reader", false, BEAT)) {
      awaitWarm(traffic, topic, "orders-reader", 3);
      AtomicInteger ticks = new AtomicInteger();
      proof =
          two.prover.prove(
              TwoClusters.withSyncs("orders-reader", Isolation.READ_UNCOMMITTED),
              done -> ticks.incrementAndGet());
      assertGreen(proof, 3);
      assertThat(ticks).hasPositiveValue();
      List<Row> written =
          proof.partitions().stream().map(row -> ProofJson.row(ProofJson.toNode(row))).toList();
      assertThat(ProofJson.read(ProofJson.head(proof), written).light()).isEqualTo(Light.GREEN);
    }
    assertArrives(proof, Isolation.READ_UNCOMMITTED);
  }

  @Test
  void steadyTransactionsReadCommittedAreGreenAndExact() {
    TopicPartition topic = two.copied("payments", 2);
    GroupProof proof;
    try (SteadyTraffic traffic =
        SteadyTraffic.start(two.legacy, topic.topic(), 2, "payments-charger", true, BEAT)) {
      awaitWarm(traffic, topic, "payments-charger", 2);
      proof = two.prove(TwoClusters.withSyncs("payments-charger", Isolation.READ_COMMITTED));
      assertGreen(proof, 2);
      Row row = TwoClusters.row(proof, 0);
      assertThat(row.committed())
          .as("transaction markers move offsets apart")
          .isNotEqualTo(row.resume());
    }
    assertArrives(proof, Isolation.READ_COMMITTED);
  }

  /** One commits as it reads, one stands at the begin, one in the middle of a transaction. */
  @Test
  void severalGroupsOfOneSteadyPipeAreGreenWhateverTheirLag() {
    TopicPartition topic = two.copied("ledger-entries", 1);
    List<String> groups = List.of("ledger-live", "ledger-from-begin", "ledger-behind");
    List<GroupProof> proofs;
    try (SteadyTraffic traffic =
        SteadyTraffic.start(two.legacy, topic.topic(), 1, groups.get(0), true, BEAT)) {
      awaitWarm(traffic, topic, groups.get(0), 1);
      two.commit(groups.get(1), topic, 0);
      two.commit(groups.get(2), topic, 201);
      proofs =
          two.prover.prove(
              groups.stream()
                  .map(group -> TwoClusters.withSyncs(group, Isolation.READ_COMMITTED))
                  .toList(),
              Progress.NONE);
    }
    assertThat(proofs).extracting(GroupProof::group).containsExactlyElementsOf(groups);
    for (GroupProof proof : proofs) {
      assertGreen(proof, 1);
      assertArrives(proof, Isolation.READ_COMMITTED);
    }
  }

  /**
   * Of what lies more than 8,192 offsets before its newest sync MirrorMaker keeps no two syncs that
   * are closer to each other than 4,096, whichever it was given. So of two groups that are 2,020
   * apart there it sends at least one back by about as much.
   */
  @Test
  void groupsFarBehindResumeAtTheExactRecordWhereMirrorMakerWouldReplayThousandsOfOneOfThem() {
    TopicPartition topic = two.copied("history", 1);
    List<Long> starts = transactions(topic, 200, 100);
    new App(two.legacy).produce(topic, "last-", 1);
    two.awaitCopied(topic, 20_001);
    two.commit("history-live", topic, 20_201);
    awaitTranslated("history-live", 19_000);
    Map<String, Long> committed =
        Map.of(
            "history-older", starts.get(79) + 37,
            "history-newer", starts.get(99) + 37);
    committed.forEach((group, offset) -> two.commit(group, topic, offset));

    Row older = resumes("history-older", topic, committed);
    Row newer = resumes("history-newer", topic, committed);

    assertThat(older.counts().suffixRead()).isEqualTo(12_064);
    assertThat(newer.counts().suffixRead()).isEqualTo(10_064);
    long olderReplays = TwoClusters.resume(older) - awaitTranslated("history-older", 0);
    long newerReplays = TwoClusters.resume(newer) - awaitTranslated("history-newer", 0);
    assertThat(Math.max(olderReplays, newerReplays))
        .as("by MirrorMaker's own translation, %d and %d", olderReplays, newerReplays)
        .isGreaterThan(1_900);
  }

  /** Exactly where the group stands on the source. */
  private static Row resumes(String group, TopicPartition topic, Map<String, Long> committed) {
    GroupProof proof = two.prove(TwoClusters.withSyncs(group, Isolation.READ_COMMITTED));
    Row row = TwoClusters.row(proof, 0);
    assertThat(row.verdict()).as(row.reason()).isEqualTo(Verdict.EXACT);
    assertThat(row.proof()).isEqualTo(Proof.RANGE_AND_SUFFIX);
    long from = committed.getOrDefault(group, -1L);
    long resume = TwoClusters.resume(row);
    assertThat(new App(two.cloud).values(topic, resume, 500, IsolationLevel.READ_COMMITTED))
        .isEqualTo(new App(two.legacy).values(topic, from, 500, IsolationLevel.READ_COMMITTED));
    return row;
  }

  private static void awaitWarm(
      SteadyTraffic traffic, TopicPartition topic, String group, int partitions) {
    Await.until(
        TwoClusters.DEADLINE,
        "commits of " + group + " and records of " + topic + " on the target",
        () ->
            traffic.consumed() > 500
                && two.hasCommits(group, partitions)
                && new App(two.cloud).end(topic) > 100);
  }

  private static void assertGreen(GroupProof proof, int partitions) {
    assertThat(proof.partitions()).hasSize(partitions);
    for (Row row : proof.partitions()) {
      assertThat(row.verdict()).as(row + "").isEqualTo(Verdict.EXACT);
      assertThat(row.proof()).isEqualTo(Proof.RANGE_AND_SUFFIX);
      assertThat(row.light()).as(row + "").isEqualTo(Light.GREEN);
    }
    assertThat(proof.findings()).isEmpty();
    assertThat(proof.light()).isEqualTo(Light.GREEN);
  }

  /** The application has stopped; from each place on comes what its group had not read. */
  private static void assertArrives(GroupProof proof, Isolation isolation) {
    Arrivals arrivals = new Arrivals(two, isolation);
    proof.partitions().forEach(arrivals::awaitAll);
  }

  /** The offset of the first record of each transaction. */
  private static List<Long> transactions(TopicPartition to, int count, int records) {
    List<Long> starts = new ArrayList<>();
    try (KafkaProducer<String, String> producer = new App(two.legacy).producer("history-writer")) {
      for (int transaction = 0; transaction < count; transaction++) {
        starts.add((long) transaction * (records + 1));
        producer.beginTransaction();
        List<Future<?>> sent = new ArrayList<>();
        for (int i = 0; i < records; i++) {
          sent.add(producer.send(App.record(to, "h-" + transaction + "-" + i)));
        }
        App.await(sent);
        producer.commitTransaction();
      }
    }
    return starts;
  }

  /** The place of the group by MirrorMaker's checkpoint, once that is so far. */
  private static long awaitTranslated(String group, long least) {
    return Await.value(
        TwoClusters.DEADLINE,
        "MirrorMaker's checkpoint of " + group + " at " + least + " or later",
        () -> checkpoint(group).filter(at -> at >= least));
  }

  /** The newest downstream offset that MirrorMaker itself would give the group. */
  private static Optional<Long> checkpoint(String group) {
    TopicPartition checkpoints = new TopicPartition("legacy.checkpoints.internal", 0);
    KafkaLog log = new KafkaLog(two.clusters.get("cloud"), checkpoints, Isolation.READ_UNCOMMITTED);
    Optional<Long> newest = Optional.empty();
    try (RecordCursor cursor = log.open(0, log.end())) {
      for (LogRecord found = cursor.next(); found != null; found = cursor.next()) {
        byte[] key = found.key();
        byte[] value = found.value();
        if (key != null && value != null && group.equals(firstString(key))) {
          newest = Optional.of(ByteBuffer.wrap(value).getLong(2 + 8));
        }
      }
    }
    return newest;
  }

  private static String firstString(byte[] bytes) {
    ByteBuffer buffer = ByteBuffer.wrap(bytes);
    byte[] text = new byte[buffer.getShort()];
    buffer.get(text);
    return new String(text, StandardCharsets.UTF_8);
  }
}
