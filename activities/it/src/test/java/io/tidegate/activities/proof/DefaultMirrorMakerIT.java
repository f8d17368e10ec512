package io.tidegate.activities.proof;

import static io.tidegate.parity.Isolation.READ_COMMITTED;
import static io.tidegate.parity.Isolation.READ_UNCOMMITTED;
import static org.assertj.core.api.Assertions.assertThat;

import io.tidegate.activities.traffic.App;
import io.tidegate.parity.Isolation;
import io.tidegate.parity.Light;
import io.tidegate.parity.Row;
import io.tidegate.parity.Verdict;
import io.tidegate.runbooks.TopicNames;
import io.tidegate.sandbox.Await;
import io.tidegate.sandbox.MirrorMakerOptions;
import io.tidegate.sandbox.MirrorMakerOptions.Naming;
import io.tidegate.sandbox.MirrorMakerSandbox;
import java.util.Map;
import org.apache.kafka.clients.consumer.OffsetAndMetadata;
import org.apache.kafka.common.IsolationLevel;
import org.apache.kafka.common.TopicPartition;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/**
 * A real MirrorMaker as it comes: it names topics with the source's alias before them, and copies
 * aborted transactions as records.
 *
 * <pre>
 * source        | r0 .. r39 | [aborted40 .. aborted49 |] r50 .. r89 |
 * legacy.source | r0 .. r39    aborted40 .. aborted49    r50 .. r89
 * </pre>
 */
class DefaultMirrorMakerIT {
  private static TwoClusters two;
  private static MirrorMakerSandbox mirrorMaker;
  private static HandCopy log;

  /** Beside the shared one, between the same clusters: its worker must be another. */
  private static final MirrorMakerOptions AS_IT_COMES =
      MirrorMakerOptions.defaults()
          .withTopics("as-it-comes.replica")
          .withNaming(Naming.SOURCE_PREFIX)
          .withIsolation(IsolationLevel.READ_UNCOMMITTED)
          .withOverrides(
              Map.of(
                  "topics.exclude", "none",
                  "cloud.group.id", "as-it-comes",
                  "cloud.config.storage.topic", "as-it-comes-configs.internal",
                  "cloud.offset.storage.topic", "as-it-comes-offsets.internal",
                  "cloud.status.storage.topic", "as-it-comes-status.internal"));

  @BeforeAll
  static void replicate() {
    two = new TwoClusters();
    log = new HandCopy(two, "as-it-comes");
    log.commitOnSource(log.numbered(0, 40));
    log.abortOnSource(log.named("aborted", 40, 50));
    log.commitOnSource(log.numbered(50, 90));
    mirrorMaker = MirrorMakerSandbox.start(two.legacy, two.cloud, AS_IT_COMES);
    TopicPartition copied = new TopicPartition("legacy." + log.partition.topic(), 0);
    Await.until(
        TwoClusters.DEADLINE,
        "90 records of " + copied,
        () -> new App(two.cloud).end(copied) >= 90);
  }

  @AfterAll
  static void stop() {
    mirrorMaker.close();
    two.close();
  }

  @Test
  void copiesOfAbortedRecordsBeyondThePlaceArePhantomsAndTheRemedyIsNamed() {
    Row row = proven(20, READ_COMMITTED);
    assertThat(row.verdict()).as(row.reason()).isEqualTo(Verdict.DIVERGED);
    assertThat(row.counts().phantom()).isEqualTo(10);
    assertThat(row.counts().foreign()).isZero();
    assertThat(row.reason()).contains("consumer.isolation.level=read_committed");
    assertThat(row.light()).isEqualTo(Light.RED);
  }

  @Test
  void copiesOfAbortedRecordsBeforeThePlaceHarmNobody() {
    assertExact(proven(40, READ_COMMITTED), 50);
    assertExact(proven(60, READ_COMMITTED), 58);
  }

  /** To a reader of all they are records like any other. */
  @Test
  void aReaderOfAllFindsThemAll() {
    assertExact(proven(20, READ_UNCOMMITTED), 20);
    assertExact(proven(45, READ_UNCOMMITTED), 44);
  }

  private static Row proven(long committed, Isolation isolation) {
    String group = log.group(committed, isolation);
    two.onLegacy.commit(group, Map.of(log.partition, new OffsetAndMetadata(committed)));
    ProofRequest request =
        TwoClusters.withSyncs(group, isolation)
            .withTopics(Map.of(), new TopicNames.Prefixed("legacy"));
    GroupProof proof = two.proveAndConsume(request);
    assertThat(proof.findings()).isEmpty();
    Row row = TwoClusters.row(proof, 0);
    assertThat(row.pair().targetTopic()).isEqualTo("legacy." + log.partition.topic());
    return row;
  }

  private static void assertExact(Row row, long resume) {
    assertThat(row.verdict()).as(row.reason()).isEqualTo(Verdict.EXACT);
    assertThat(row.resume()).isEqualTo(resume);
    assertThat(row.light()).isEqualTo(Light.GREEN);
  }
}
