package io.tidegate.activities.proof;

import static org.assertj.core.api.Assertions.assertThat;

import io.tidegate.activities.proof.GroupProof.ProofFinding;
import io.tidegate.activities.traffic.App;
import io.tidegate.activities.traffic.SteadyTraffic;
import io.tidegate.parity.Isolation;
import io.tidegate.parity.Light;
import io.tidegate.parity.Proof;
import io.tidegate.parity.Row;
import io.tidegate.parity.Verdict;
import io.tidegate.sandbox.Await;
import io.tidegate.sandbox.MirrorMakerOptions;
import io.tidegate.sandbox.MirrorMakerSandbox;
import io.tidegate.sandbox.OldKafkaSandbox;
import io.tidegate.sandbox.OldKafkaSandbox.Version;
import io.tidegate.sandbox.World;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.clients.consumer.OffsetAndMetadata;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.common.IsolationLevel;
import org.apache.kafka.common.TopicPartition;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * What people really migrate from: a broker of old with its ZooKeeper, and a MirrorMaker of today.
 * Where to go on is as exact as from a new one; what such a broker cannot say is named.
 */
@ParameterizedClass
@MethodSource("pipes")
class OldSourceIT {
  private static final Duration BEAT = Duration.ofMillis(20);

  private final Version version;
  private final OldKafkaSandbox old;
  private final TwoClusters two;

  /** One at a time: the tests' engine closes it before it asks for the next. */
  record Pipe(Version version, OldKafkaSandbox old, TwoClusters two, MirrorMakerSandbox mirrorMaker)
      implements AutoCloseable {

    static Pipe start(Version version) {
      OldKafkaSandbox old = OldKafkaSandbox.start(name(version), version);
      TwoClusters two = new TwoClusters(old, World.shared().cloud());
      return new Pipe(
          version,
          old,
          two,
          MirrorMakerSandbox.start(old, two.cloud, MirrorMakerOptions.defaults()));
    }

    private static String name(Version version) {
      return switch (version) {
        case V2_8 -> "kafka-2-8";
        case V2_4 -> "kafka-2-4";
      };
    }

    @Override
    public void close() {
      mirrorMaker.close();
      two.close();
      old.close();
    }

    @Override
    public String toString() {
      return old.name();
    }
  }

  static Stream<Pipe> pipes() {
    return Stream.of(Version.V2_8, Version.V2_4).map(Pipe::start);
  }

  OldSourceIT(Pipe pipe) {
    version = pipe.version();
    old = pipe.old();
    two = pipe.two();
  }

  @Test
  void steadyTrafficIsExact() {
    TopicPartition partition = topic("parcels", 2);
    GroupProof proof;
    try (SteadyTraffic traffic =
        SteadyTraffic.start(old, partition.topic(), 2, "parcels-reader", false, BEAT)) {
      awaitWarm(traffic, partition, "parcels-reader", 2);
      proof = two.prove(TwoClusters.withSyncs("parcels-reader", Isolation.READ_UNCOMMITTED));
    }
    assertExact(proof, 2);
    proof.partitions().forEach(new Arrivals(two, Isolation.READ_UNCOMMITTED)::awaitAll);
  }

  @Test
  void steadyTransactionsAreExact() {
    TopicPartition partition = topic("fares", 1);
    GroupProof proof;
    try (SteadyTraffic traffic =
        SteadyTraffic.start(old, partition.topic(), 1, "fares-charger", true, BEAT)) {
      awaitWarm(traffic, partition, "fares-charger", 1);
      proof = two.prove(TwoClusters.withSyncs("fares-charger", Isolation.READ_COMMITTED));
    }
    assertExact(proof, 1);
    proof.partitions().forEach(new Arrivals(two, Isolation.READ_COMMITTED)::awaitAll);
  }

  @Test
  void aGroupFarBehindIsExact() {
    TopicPartition partition = topic("stock", 1);
    new App(old).produce(partition, "s", 2_000);
    two.awaitCopied(partition, 2_000);
    two.commit("stock-keeper", partition, 617);

    GroupProof proof =
        two.proveAndConsume(TwoClusters.withSyncs("stock-keeper", Isolation.READ_UNCOMMITTED));

    assertExact(proof, 1);
    assertThat(TwoClusters.row(proof, 0).resume()).isEqualTo(617L);
  }

  /** 2.4 passes over the question whether an offset is stable: that is why it is asked about. */
  @Test
  void aCommitInAnOpenTransactionIsUnprovenWhereTheBrokerSaysSo() {
    TopicPartition partition = topic("refunds", 1);
    new App(old).produce(partition, "f", 100);
    two.awaitCopied(partition, 100);
    two.commit("refunds-payer", partition, 10);
    try (KafkaProducer<String, String> producer = pendingCommit("refunds-payer", partition, 50)) {
      GroupProof proof =
          two.prove(
              TwoClusters.hasty(
                  TwoClusters.withSyncs("refunds-payer", Isolation.READ_UNCOMMITTED)));
      producer.abortTransaction();
      Row row = TwoClusters.row(proof, 0);
      switch (version) {
        case V2_4 -> {
          assertThat(row.verdict()).as(row.reason()).isEqualTo(Verdict.EXACT);
          assertThat(row.committed()).isEqualTo(10L);
        }
        case V2_8 -> {
          assertThat(row.verdict()).as(row.reason()).isEqualTo(Verdict.UNPROVEN);
          assertThat(row.reason()).contains("transaction").contains("refunds-payer");
        }
      }
    }
  }

  @Test
  void aGroupThatDoesNotExistIsRedByName() {
    GroupProof proof = two.prove(TwoClusters.plain("nobody"));

    assertThat(proof.light()).isEqualTo(Light.RED);
    assertThat(proof.findings())
        .extracting(ProofFinding::reason)
        .contains("group nobody does not exist on " + old.name());
  }

  /** Every row GREEN; what the broker cannot say keeps the group from it, by name. */
  private void assertExact(GroupProof proof, int partitions) {
    assertThat(proof.partitions()).hasSize(partitions);
    for (Row row : proof.partitions()) {
      assertThat(row.verdict()).as("%s", row).isEqualTo(Verdict.EXACT);
      assertThat(row.proof()).isEqualTo(Proof.RANGE_AND_SUFFIX);
      assertThat(row.light()).as("%s", row).isEqualTo(Light.GREEN);
    }
    assertThat(proof.findings())
        .extracting(ProofFinding::id)
        .containsExactlyInAnyOrderElementsOf(
            notOffered().stream()
                .map(
                    what ->
                        "not-offered-by-broker/%s/%s/%s".formatted(old.name(), what, proof.group()))
                .toList());
    assertThat(proof.findings())
        .extracting(ProofFinding::light)
        .as("a check that was not made")
        .containsOnly(Light.YELLOW);
    assertThat(proof.light()).isEqualTo(Light.YELLOW);
  }

  private List<String> notOffered() {
    return switch (version) {
      case V2_8 -> List.of("group-types");
      case V2_4 -> List.of("group-types", "stable-offsets", "topic-ids");
    };
  }

  /** Each version's topics are others: the target keeps them all. */
  private TopicPartition topic(String name, int partitions) {
    String topic = name + "-of-" + old.name();
    two.onLegacy.createTopic(topic, partitions, Map.of());
    return new TopicPartition(topic, 0);
  }

  private void awaitWarm(
      SteadyTraffic traffic, TopicPartition partition, String group, int partitions) {
    Await.until(
        TwoClusters.DEADLINE,
        "commits of " + group + " and records of " + partition + " on the target",
        () ->
            traffic.consumed() > 200
                && two.hasCommits(group, partitions)
                && two.onCloud.exists(partition.topic())
                && two.onCloud.end(partition) > 100);
  }

  private KafkaProducer<String, String> pendingCommit(
      String group, TopicPartition partition, long offset) {
    KafkaProducer<String, String> producer = new App(old).producer(group + "-transaction");
    try (KafkaConsumer<String, String> consumer =
        new App(old).consumer(group, IsolationLevel.READ_COMMITTED)) {
      producer.beginTransaction();
      producer.sendOffsetsToTransaction(
          Map.of(partition, new OffsetAndMetadata(offset)), consumer.groupMetadata());
    }
    return producer;
  }
}
