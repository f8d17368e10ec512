package io.tidegate.activities.proof;

import static org.assertj.core.api.Assertions.assertThat;

import io.tidegate.activities.kafka.Clusters;
import io.tidegate.activities.kafka.GroupOffsets;
import io.tidegate.activities.traffic.App;
import io.tidegate.activities.traffic.TestClusters;
import io.tidegate.parity.Isolation;
import io.tidegate.parity.LagEnvelope;
import io.tidegate.parity.Reset;
import io.tidegate.parity.Row;
import io.tidegate.parity.Terms;
import io.tidegate.runbooks.Replication.OffsetSyncs;
import io.tidegate.runbooks.Side;
import io.tidegate.sandbox.Await;
import io.tidegate.sandbox.KafkaCluster;
import io.tidegate.sandbox.World;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicInteger;
import org.apache.kafka.clients.consumer.OffsetAndMetadata;
import org.apache.kafka.common.TopicPartition;
import org.jspecify.annotations.Nullable;

/**
 * The shared world as a proof sees it. Topics whose names end in {@code .replica} are by default
 * not copied: those a test writes by hand.
 */
final class TwoClusters implements AutoCloseable {
  static final Duration DEADLINE = Duration.ofSeconds(60);

  final KafkaCluster legacy;
  final KafkaCluster cloud;
  final Clients onLegacy;
  final Clients onCloud;
  final Clusters clusters;
  final Prover prover;

  TwoClusters() {
    this(World.shared().legacy(), World.shared().cloud());
  }

  /** Others than the shared ones; the caller closes them. */
  TwoClusters(KafkaCluster legacy, KafkaCluster cloud) {
    this.legacy = legacy;
    this.cloud = cloud;
    this.onLegacy = new Clients(legacy);
    this.onCloud = new Clients(cloud);
    this.clusters = TestClusters.of(legacy, cloud);
    this.prover = new Prover(clusters.get(legacy.name()), clusters.get(cloud.name()));
  }

  /** The same topic on both sides, copied by nobody. */
  TopicPartition byHand(String name, int partitions) {
    onLegacy.createTopic(name + ".replica", partitions, Map.of());
    onCloud.createTopic(name + ".replica", partitions, Map.of());
    return new TopicPartition(name + ".replica", 0);
  }

  /** A topic that MirrorMaker copies; nothing is there before it has found it. */
  TopicPartition copied(String name, int partitions) {
    onLegacy.createTopic(name, partitions, Map.of());
    World.shared().mirrorMaker();
    return new TopicPartition(name, 0);
  }

  /** Waits until the target holds as many records as were written, by their end offsets. */
  void awaitCopied(TopicPartition partition, long records) {
    Await.until(
        DEADLINE,
        records + " records of " + partition + " on the target",
        () -> new App(cloud).end(partition) >= records);
  }

  void commit(String group, TopicPartition partition, long offset) {
    onLegacy.commit(group, Map.of(partition, new OffsetAndMetadata(offset)));
  }

  /** Waits until the broker knows as many positions of the group on the source. */
  void awaitCommits(String group, int partitions) {
    Await.until(
        DEADLINE, partitions + " positions of " + group, () -> hasCommits(group, partitions));
  }

  boolean hasCommits(String group, int partitions) {
    return new GroupOffsets(clusters.get(legacy.name())).all(group).size() == partitions;
  }

  GroupProof prove(ProofRequest request) {
    return prover.prove(request, Progress.NONE);
  }

  /**
   * One check of one partition. When it is under way for some seconds, since it has to wait,
   * something happens; that it does wait is asserted.
   */
  GroupProof proveWhile(ProofRequest request, Runnable meanwhile) {
    AtomicInteger told = new AtomicInteger();
    GroupProof proof =
        prover.prove(
            request,
            said -> {
              if (said.contains("0 of 1 partitions") && told.incrementAndGet() == 2) {
                meanwhile.run();
              }
            });
    assertThat(told).as("told that it waits").hasValueGreaterThanOrEqualTo(2);
    return proof;
  }

  /** Proves, and really consumes from wherever a row says that the group may go on. */
  GroupProof proveAndConsume(ProofRequest request) {
    GroupProof proof = prove(request);
    Arrivals arrivals = new Arrivals(this, request.isolation());
    proof.partitions().forEach(arrivals::verify);
    return proof;
  }

  /** As a runbook would ask, with MirrorMaker's notes where it runs. */
  static ProofRequest request(String group, Isolation isolation) {
    return request(group, isolation, null);
  }

  static ProofRequest withSyncs(String group, Isolation isolation) {
    return request(
        group, isolation, new OffsetSyncs("mm2-offset-syncs.cloud.internal", Side.SOURCE));
  }

  private static ProofRequest request(
      String group, Isolation isolation, @Nullable OffsetSyncs syncs) {
    return ProofRequest.strict(group)
        .withIsolation(isolation)
        .withEnvelope(new LagEnvelope(1_000L, Duration.ofSeconds(30)))
        .withOffsetSyncs(syncs);
  }

  static ProofRequest plain(String group) {
    return request(group, Isolation.READ_UNCOMMITTED);
  }

  /** With MirrorMaker's notes from this topic of the source. */
  static ProofRequest withSyncsIn(ProofRequest request, String topic) {
    return request.withOffsetSyncs(new OffsetSyncs(topic, Side.SOURCE));
  }

  static ProofRequest only(ProofRequest request, String topic) {
    return request.withTopics(Map.of(topic, topic), null).withOnly(List.of(topic));
  }

  static ProofRequest hasty(ProofRequest request) {
    return request.withTerms(Terms.strict().withSettle(Duration.ofSeconds(1)));
  }

  static ProofRequest uncommitted(ProofRequest request, Reset policy) {
    return request.withTerms(request.terms().withUncommitted(policy));
  }

  static Row row(GroupProof proof, int partition) {
    return proof.partitions().stream()
        .filter(row -> row.pair().sourcePartition() == partition)
        .findFirst()
        .orElseThrow(() -> new AssertionError("no row of partition " + partition + " in " + proof));
  }

  static long resume(Row row) {
    Long resume = row.resume();
    if (resume == null) {
      throw new AssertionError("no resume point: " + row);
    }
    return resume;
  }

  @Override
  public void close() {
    onLegacy.close();
    onCloud.close();
    clusters.close();
  }
}
