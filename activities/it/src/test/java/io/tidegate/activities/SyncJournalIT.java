package io.tidegate.activities;

import static org.assertj.core.api.Assertions.assertThat;

import io.tidegate.activities.kafka.Clusters;
import io.tidegate.activities.kafka.OffsetSyncs;
import io.tidegate.activities.proof.GroupProof;
import io.tidegate.activities.proof.Progress;
import io.tidegate.activities.proof.ProofRequest;
import io.tidegate.activities.proof.Prover;
import io.tidegate.activities.traffic.App;
import io.tidegate.activities.traffic.TestClusters;
import io.tidegate.ledger.SyncJournal;
import io.tidegate.ledger.SyncJournals;
import io.tidegate.parity.Anchor;
import io.tidegate.parity.Hint;
import io.tidegate.parity.Light;
import io.tidegate.parity.Row;
import io.tidegate.parity.Verdict;
import io.tidegate.runbooks.Replication;
import io.tidegate.runbooks.Side;
import io.tidegate.sandbox.Await;
import io.tidegate.sandbox.KafkaSandbox;
import io.tidegate.sandbox.World;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.OptionalLong;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.AlterConfigOp;
import org.apache.kafka.clients.admin.ConfigEntry;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.config.ConfigResource;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** A real MirrorMaker's notes, its topic compacted by the real cleaner. */
class SyncJournalIT {
  private static final Duration DEADLINE = Duration.ofSeconds(60);
  private static final String SYNCS = "mm2-offset-syncs.cloud.internal";
  private static final String GROUP = "archive-reader";
  private static final long COMMITTED = 450;

  private final KafkaSandbox legacy = World.shared().legacy();
  private final KafkaSandbox cloud = World.shared().cloud();
  private final SyncJournal journal = new SyncJournal("legacy", "cloud", SYNCS, "legacy");
  private final SyncJournals journals = WaveFixture.sharedLedger().syncJournals();
  private final TopicPartition archive = new TopicPartition("archive", 0);
  private Clusters clusters;

  @BeforeEach
  void connect() {
    clusters = TestClusters.of(legacy, cloud);
    legacy.createTopic("archive", 1, Map.of());
    World.shared().mirrorMaker();
  }

  @AfterEach
  void disconnect() {
    clusters.close();
  }

  @Test
  void aGroupFarBehindIsAnchoredByANoteThatTheTopicHasForgotten() throws Exception {
    for (int hundreds = 1; hundreds <= 10; hundreds++) {
      new App(legacy).produce(archive, "a-" + hundreds + "-", 150);
      awaitCopied(150L * hundreds);
    }
    new App(legacy).commit(GROUP, Map.of(archive, COMMITTED));
    Await.until(DEADLINE, "a note before the commit", () -> near(ofTopic()) > 0);
    new SyncTail(journal, clusters, journals).catchUp();
    compact();
    Await.until(
        DEADLINE,
        "the cleaner to take away every note before the commit",
        () -> {
          new App(legacy).produce(archive, "more-", 101);
          return near(ofTopic()) == 0;
        });

    SyncTail afterARestart = new SyncTail(journal, clusters, journals);
    afterARestart.catchUp();
    assertThat(afterARestart.restarts()).as("compaction is no reason to start over").isZero();
    assertThat(near(ofJournal())).isPositive();

    Row with = prove(journaled(), named(SYNCS)).partitions().get(0);
    assertThat(with.verdict()).as(with.reason()).isEqualTo(Verdict.EXACT);
    assertThat(with.anchor()).isEqualTo(Anchor.SYNC);
    assertThat(with.resume()).isEqualTo(COMMITTED);
    Row without =
        prove(new Prover(legacyCluster(), cloudCluster()), named(SYNCS)).partitions().get(0);
    assertThat(without.anchor()).isNotEqualTo(Anchor.SYNC);
    assertThat(without.resume()).isEqualTo(COMMITTED);
    proveWithoutTheTopic();
  }

  /** What a runbook names may be gone: the journal stands in, and says so. */
  private void proveWithoutTheTopic() {
    GroupProof proof = prove(journaled(), named("no-such-syncs"));
    assertThat(proof.partitions().get(0).anchor()).isEqualTo(Anchor.SYNC);
    assertThat(proof.findings())
        .singleElement()
        .satisfies(
            finding -> {
              assertThat(finding.light()).isEqualTo(Light.GREEN);
              assertThat(finding.reason()).contains("no-such-syncs", "sync journal stands in");
            });
    GroupProof alone = prove(new Prover(legacyCluster(), cloudCluster()), named("no-such-syncs"));
    assertThat(alone.findings())
        .singleElement()
        .satisfies(finding -> assertThat(finding.light()).isEqualTo(Light.YELLOW));
  }

  private Prover journaled() {
    return new Prover(
        legacyCluster(), cloudCluster(), new JournaledSyncs(journals, "legacy", "cloud"));
  }

  private io.tidegate.activities.kafka.Cluster legacyCluster() {
    return clusters.get("legacy");
  }

  private io.tidegate.activities.kafka.Cluster cloudCluster() {
    return clusters.get("cloud");
  }

  private static GroupProof prove(Prover prover, Replication.OffsetSyncs named) {
    return prover.prove(ProofRequest.strict(GROUP).withOffsetSyncs(named), Progress.NONE);
  }

  private static Replication.OffsetSyncs named(String topic) {
    return new Replication.OffsetSyncs(topic, Side.SOURCE);
  }

  private Map<TopicPartition, List<Hint>> ofTopic() {
    OptionalLong near = OptionalLong.of(COMMITTED);
    OffsetSyncs topic = new OffsetSyncs(legacyCluster(), SYNCS);
    topic.want(archive, near);
    topic.read();
    return Map.of(archive, topic.near(archive, near));
  }

  private Map<TopicPartition, List<Hint>> ofJournal() {
    return new JournaledSyncs(journals, "legacy", "cloud")
        .near(
            Map.of(
                archive,
                new io.tidegate.activities.proof.KeptSyncs.Asked(
                    null, OptionalLong.of(COMMITTED))));
  }

  /** How many notes there are at or before the commit. */
  private long near(Map<TopicPartition, List<Hint>> hints) {
    return hints.getOrDefault(archive, List.of()).stream()
        .filter(hint -> hint.sourceOffset() <= COMMITTED)
        .count();
  }

  private void awaitCopied(long records) {
    Await.until(
        DEADLINE, records + " records on the target", () -> new App(cloud).end(archive) >= records);
  }

  private void compact() throws Exception {
    ConfigResource topic = new ConfigResource(ConfigResource.Type.TOPIC, SYNCS);
    List<AlterConfigOp> eagerly =
        Map.of(
                "segment.ms", "100",
                "min.cleanable.dirty.ratio", "0.001",
                "max.compaction.lag.ms", "100")
            .entrySet()
            .stream()
            .map(
                setting ->
                    new AlterConfigOp(
                        new ConfigEntry(setting.getKey(), setting.getValue()),
                        AlterConfigOp.OpType.SET))
            .toList();
    try (Admin admin = Admin.create(legacy.clientProperties())) {
      admin.incrementalAlterConfigs(Map.of(topic, eagerly)).all().get();
    }
  }
}
