package io.tidegate.activities.proof;

import static org.assertj.core.api.Assertions.assertThat;

import io.tidegate.activities.kafka.Committed;
import io.tidegate.activities.kafka.GroupOffsets;
import io.tidegate.activities.traffic.App;
import io.tidegate.parity.Grade;
import io.tidegate.parity.Isolation;
import io.tidegate.parity.Light;
import io.tidegate.parity.Proof;
import io.tidegate.parity.Row;
import io.tidegate.parity.Verdict;
import io.tidegate.sandbox.Await;
import io.tidegate.sandbox.MirrorMakerProcess;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.Future;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.common.IsolationLevel;
import org.apache.kafka.common.TopicPartition;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/**
 * A MirrorMaker that was killed in the middle of its work and started again. It goes on where it
 * last wrote its own position, so a stretch of the source is on the target twice.
 *
 * <pre>
 * source | r0 .. r999 | r1000 .. k | k+1 .. end |
 * target | r0 .. r999 | r1000 .. k | r1000 .. k | k+1 .. end |
 *                     stopped   killed
 * </pre>
 */
class KilledMirrorMakerIT {
  private static final int STOPPED_AT = 1_000;
  private static final int KILLED_BEYOND = 2_000;
  private static final int BATCH = 100;
  private static final TopicPartition TOPIC = new TopicPartition("killed.replica", 0);

  private static TwoClusters two;
  private static MirrorMakerProcess mirrorMaker;

  private static long written;
  private static long copiedWhenKilled;
  private static long sentAgain;

  /** Of a group that had read everything when only a part of it was copied. */
  private static GroupProof whileDead;

  @BeforeAll
  static void killInTheMiddle() {
    two = new TwoClusters();
    two.onLegacy.createTopic(TOPIC.topic(), 1, Map.of());
    write(STOPPED_AT);
    mirrorMaker = OwnMirrorMaker.start(two, "killed", TOPIC.topic());
    mirrorMaker.await(TwoClusters.DEADLINE, "the first copies", () -> copied() == STOPPED_AT);
    mirrorMaker.stop();

    two.commit("killed-within", TOPIC, 1_500);
    mirrorMaker.startAgain();
    while (copied() < KILLED_BEYOND) {
      write(BATCH);
      mirrorMaker.await(TwoClusters.DEADLINE, "more copies", () -> copied() > STOPPED_AT);
    }
    write(BATCH);
    mirrorMaker.kill();
    write(BATCH);
    copiedWhenKilled = OwnMirrorMaker.copiedAndNoMore(two, TOPIC);
    two.commit("killed-ahead", TOPIC, written);
    whileDead = two.prove(TwoClusters.hasty(request("killed-ahead")));

    mirrorMaker.startAgain();
    mirrorMaker.await(TwoClusters.DEADLINE, "the last record", () -> lastCopy() == written - 1);
    sentAgain = copied() - written;
    assertThat(sentAgain).isEqualTo(copiedWhenKilled - STOPPED_AT);
  }

  @AfterAll
  static void stop() {
    mirrorMaker.close();
    two.close();
  }

  @Test
  void duplicatesAfterTheBoundaryAreAReplayThatIsCountedToTheRecord() {
    Row row = proven("killed-before", 500);

    assertThat(row.verdict()).as("%s", row).isEqualTo(Verdict.REPLAY);
    assertThat(row.resume()).isEqualTo(500L);
    assertThat(row.counts().replay()).isEqualTo(sentAgain);
    assertThat(row.light()).isEqualTo(Light.RED);
  }

  @Test
  void aBoundaryWhereTheCopiesBeginAgainIsExactAtTheSecondCopy() {
    assertExact(proven("killed-at-the-begin", STOPPED_AT), STOPPED_AT + sentAgain);
  }

  @Test
  void aBoundaryWithinWhatWasSentAgainIsExactInTheSecondCopy() {
    assertExact(proven("killed-within", 1_500), 1_500 + sentAgain);
  }

  @Test
  void duplicatesBeforeTheBoundaryMoveItByTheirNumber() {
    assertExact(proven("killed-behind", written - 50), written - 50 + sentAgain);
  }

  @Test
  void whoHasReadAllResumesAtTheEnd() {
    assertExact(proven("killed-done", written), written + sentAgain);
  }

  @Test
  void whoHadReadMoreThanWasCopiedMustWait() {
    Row row = TwoClusters.row(whileDead, 0);

    assertThat(row.verdict()).as("%s", row).isEqualTo(Verdict.NOT_REPLICATED_YET);
    assertThat(row.counts().awaited()).isEqualTo(written - copiedWhenKilled);
    assertThat(row.resume()).isNull();
    assertThat(row.light()).isEqualTo(Light.RED);
  }

  /** It translates by its notes, which are a hundred records apart at best. */
  @Test
  void whereMirrorMakerItselfPutsTheGroupReplaysAndIsGradedByTheRecord() {
    // It goes on writing what it knows better, also while it is graded.
    Row row =
        Await.value(
            TwoClusters.DEADLINE,
            "a row of MirrorMaker's own offset of killed-within, after the kill",
            () -> {
              Row graded = TwoClusters.row(two.prove(request("killed-within").withGrades()), 0);
              return syncedOffset("killed-within")
                  .filter(at -> at > copiedWhenKilled && at.equals(graded.targetCommitted()))
                  .map(at -> graded);
            });
    long synced = Objects.requireNonNull(row.targetCommitted());
    Grade grade = Objects.requireNonNull(row.grade());
    List<ConsumerRecord<String, String>> delivered =
        two.onCloud.read(TOPIC, synced, IsolationLevel.READ_UNCOMMITTED);
    long again = delivered.stream().takeWhile(one -> !one.value().equals("r1500")).count();
    assertThat(again).isPositive();
    assertThat(grade).isEqualTo(new Grade(Verdict.REPLAY, again, grade.span()));
  }

  private static void write(int records) {
    List<Future<?>> sent = new ArrayList<>();
    for (int i = 0; i < records; i++) {
      sent.add(two.onLegacy.producer().send(App.record(TOPIC, "r" + written++)));
    }
    App.await(sent);
  }

  private static long copied() {
    return OwnMirrorMaker.copied(two, TOPIC);
  }

  private static long lastCopy() {
    List<ConsumerRecord<String, String>> last =
        two.onCloud.read(TOPIC, copied() - 1, IsolationLevel.READ_UNCOMMITTED);
    return Long.parseLong(last.get(last.size() - 1).value().substring(1));
  }

  private static ProofRequest request(String group) {
    return TwoClusters.withSyncs(group, Isolation.READ_UNCOMMITTED);
  }

  /** Of a group that stands there; what it resumes with is really consumed and compared. */
  private static Row proven(String group, long committed) {
    two.commit(group, TOPIC, committed);
    GroupProof proof = two.proveAndConsume(request(group));
    assertThat(proof.findings()).isEmpty();
    return TwoClusters.row(proof, 0);
  }

  private static void assertExact(Row row, long resume) {
    assertThat(row.verdict()).as("%s", row).isEqualTo(Verdict.EXACT);
    assertThat(row.resume()).isEqualTo(resume);
    assertThat(row.proof()).isEqualTo(Proof.RANGE_AND_SUFFIX);
    assertThat(row.light()).isEqualTo(Light.GREEN);
  }

  private static Optional<Long> syncedOffset(String group) {
    Committed committed =
        new GroupOffsets(two.clusters.get("cloud")).of(group, List.of(TOPIC)).get(TOPIC);
    return committed instanceof Committed.At at ? Optional.of(at.offset()) : Optional.empty();
  }
}
