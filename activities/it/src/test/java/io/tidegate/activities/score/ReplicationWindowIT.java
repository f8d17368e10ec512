package io.tidegate.activities.score;

import static org.assertj.core.api.Assertions.assertThat;

import io.tidegate.activities.kafka.Clusters;
import io.tidegate.activities.kafka.TransactionSample.Written;
import io.tidegate.activities.score.ReplicationHealth.Measured;
import io.tidegate.activities.score.ScoreRequest.TopicSides;
import io.tidegate.activities.traffic.App;
import io.tidegate.activities.traffic.TestClusters;
import io.tidegate.parity.Anchor;
import io.tidegate.parity.Boundary;
import io.tidegate.parity.Counts;
import io.tidegate.parity.Isolation;
import io.tidegate.parity.Light;
import io.tidegate.parity.PartitionPair;
import io.tidegate.parity.Profile;
import io.tidegate.parity.Proof;
import io.tidegate.parity.ProvenRange;
import io.tidegate.parity.Row;
import io.tidegate.parity.Verdict;
import io.tidegate.sandbox.World;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.common.TopicPartition;
import org.assertj.core.data.Offset;
import org.junit.jupiter.api.Test;

/**
 * The window in which the replicator's pace is measured may begin before the proofs. The tests copy
 * by hand: MirrorMaker, which may run in the shared world, leaves topics out that end in {@code
 * .replica}.
 */
class ReplicationWindowIT {
  private static final TopicPartition LOG = new TopicPartition("window.replica", 0);

  @Test
  void whatGrewWhileTheGroupsWereProvenIsMeasured() {
    World.shared().legacy().createTopic(LOG.topic(), 1, Map.of());
    World.shared().cloud().createTopic(LOG.topic(), 1, Map.of());
    try (Clusters clusters = TestClusters.of(World.shared().legacy(), World.shared().cloud())) {
      ScoreRequest asked = asked(clusters);
      TopicEnds before = TopicEnds.now(asked.source(), asked.target(), asked.topics());
      new App(World.shared().legacy()).produce(LOG, "while-proving-", 100);
      new App(World.shared().cloud()).produce(LOG, "while-proving-", 40);

      Measured measured = measured(Requests.since(asked, before));

      assertThat(measured.window()).isGreaterThanOrEqualTo(ReplicationHealth.WINDOW);
      assertThat(measured.inPerSecond() * seconds(measured)).isCloseTo(100, within());
      assertThat(measured.outPerSecond() * seconds(measured)).isCloseTo(40, within());
      assertThat(measured(asked).inPerSecond()).as("from now on").isZero();
    }
  }

  /**
   * All its partitions but the last are empty. Of that one the first record was paired and 60 were
   * missing when they were counted; since then come 40 more, and 40 arrive. Each stands before a
   * marker.
   *
   * <pre>
   * source | a [ 60 records ] 40 records
   * target | a [ 40 records
   * </pre>
   */
  @Test
  void aReplicatorThatKeepsUpWithTransactionsIsNotSaidToFallBehind() {
    TopicPartition log = new TopicPartition("window-transactions.replica", 64);
    World.shared().legacy().createTopic(log.topic(), 65, Map.of());
    World.shared().cloud().createTopic(log.topic(), 65, Map.of());
    try (Clusters clusters = TestClusters.of(World.shared().legacy(), World.shared().cloud())) {
      transactions(log, 61);
      new App(World.shared().cloud()).produce(log, "copied-", 1);
      ScoreRequest asked = Requests.proven(of(log.topic(), 65, clusters), missing(log, 60));
      TopicEnds before = TopicEnds.now(asked.source(), asked.target(), asked.topics());
      transactions(log, 40);
      new App(World.shared().cloud()).produce(log, "copied-", 40);

      Checked checked = new ReplicationHealth().check(Requests.since(asked, before));

      assertThat(((Measured) checked.evidence()).behind())
          .singleElement()
          .satisfies(
              behind -> {
                assertThat(behind.written()).isEqualTo(Written.IN_TRANSACTIONS);
                assertThat(behind.left()).isEqualTo(20);
                assertThat(behind.inPerSecond() / behind.outPerSecond()).isCloseTo(2, within());
              });
      assertThat(Requests.lights(checked)).containsExactly("YELLOW behind");
    }
  }

  private static void transactions(TopicPartition to, int count) {
    try (KafkaProducer<String, String> producer =
        new App(World.shared().legacy()).producer("paced")) {
      for (int i = 0; i < count; i++) {
        producer.beginTransaction();
        App.await(List.of(producer.send(App.record(to, "transaction-" + i))));
        producer.commitTransaction();
      }
    }
    try (Admin admin = Admin.create(World.shared().legacy().clientProperties())) {
      App.awaitMarkers(admin, to);
    }
  }

  /** One record and its marker were paired with the record on the target. */
  private static Row missing(TopicPartition log, int pending) {
    ProvenRange paired =
        new ProvenRange(
            null,
            null,
            new Profile(true, Set.of(), false, Isolation.READ_COMMITTED),
            0,
            2,
            1,
            0,
            1,
            1,
            List.of(new ProvenRange.Stretch(0, 0, 1, 0, 0, 0, 0)),
            List.of());
    return new Row(
            new PartitionPair(log.topic(), log.partition(), log.topic(), log.partition()),
            2L,
            1L,
            Verdict.EXACT,
            Proof.RANGE_AND_SUFFIX,
            Anchor.NONE,
            Set.of(),
            new Counts(pending, 0, Duration.ZERO, 0, pending, Duration.ZERO, 0, 0, 0, 0, 0, 0),
            List.of(),
            Light.GREEN,
            "because",
            null,
            null,
            Boundary.UNKNOWN)
        .withProven(paired);
  }

  private static Offset<Double> within() {
    return Offset.offset(1.0);
  }

  private static double seconds(Measured measured) {
    return measured.window().toMillis() / (double) Duration.ofSeconds(1).toMillis();
  }

  private static Measured measured(ScoreRequest asked) {
    return (Measured) new ReplicationHealth().check(asked).evidence();
  }

  private static ScoreRequest asked(Clusters clusters) {
    return Requests.proven(
        of(LOG.topic(), 1, clusters),
        Row.unproven(
            new PartitionPair(LOG.topic(), 0, LOG.topic(), 0), 0L, null, "it is not looked at"));
  }

  private static ScoreRequest of(String topic, int partitions, Clusters clusters) {
    return Requests.with(
        Requests.of(
            Requests.runbook(topic, topic, ""), clusters.get("legacy"), clusters.get("cloud")),
        Set.of("classic"),
        new TopicSides(topic, topic, partitions, partitions, new TreeMap<>(), new TreeMap<>()));
  }
}
