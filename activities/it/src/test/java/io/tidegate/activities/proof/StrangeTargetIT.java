package io.tidegate.activities.proof;

import static io.tidegate.parity.Isolation.READ_UNCOMMITTED;
import static org.assertj.core.api.Assertions.assertThat;

import io.tidegate.parity.Light;
import io.tidegate.parity.Row;
import io.tidegate.parity.Verdict;
import java.util.Map;
import java.util.concurrent.atomic.AtomicBoolean;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** Targets that hold more than the copy, or are not the topic that they were. */
class StrangeTargetIT {
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

  /**
   *
   *
   * <pre>
   * source |             r0 .. S=r40 .. r99
   * target | old0 .. old19 r0 .. r40 .. r99
   * </pre>
   */
  @Test
  void olderRecordsOfSomebodyElseMoveThePlaceAndHarmNobody() {
    HandCopy log = new HandCopy(two, "older-strangers");
    log.writeToTarget(
        HandCopy.each(log.named("old", 0, 20), one -> one.at(one.timestampMs() - 60_000)));
    log.write(log.numbered(0, RECORDS));
    log.copy();
    for (long position : new long[] {0, 40, RECORDS}) {
      Row row = log.provenAt(position);
      assertThat(row.verdict()).as(row.reason()).isEqualTo(Verdict.EXACT);
      assertThat(row.resume()).isEqualTo(position + 20);
      assertThat(row.light()).isEqualTo(Light.GREEN);
    }
  }

  /**
   *
   *
   * <pre>
   * source | r0 .. S=r40 .. r59                   r60 .. r99
   * target | r0 ..   r40 .. r59 stranger0 .. 4    r60 .. r99
   * </pre>
   */
  @Test
  void strangersBeyondThePlaceDivergeAndThoseBeforeItDoNot() {
    HandCopy log = new HandCopy(two, "strangers");
    log.write(log.numbered(0, 60));
    log.copy();
    log.writeToTarget(log.named("stranger", 60, 65));
    log.write(log.numbered(60, RECORDS));
    log.copy();

    Row row = log.provenAt(40);
    assertThat(row.verdict()).as(row.reason()).isEqualTo(Verdict.DIVERGED);
    assertThat(row.counts().foreign()).isEqualTo(5);
    assertThat(row.counts().phantom()).isZero();
    assertThat(row.light()).isEqualTo(Light.RED);

    Row beyond = log.provenAt(80);
    assertThat(beyond.verdict()).as(beyond.reason()).isEqualTo(Verdict.EXACT);
    assertThat(beyond.resume()).isEqualTo(85L);
    assertThat(beyond.counts().foreign()).isZero();
    assertThat(beyond.light()).isEqualTo(Light.GREEN);
  }

  @Test
  void aTargetMadeAnewBetweenTwoChecksIsJudgedByWhatItHoldsNow() {
    HandCopy log = HandCopy.whole(two, "made-anew", RECORDS);
    assertThat(log.provenAt(40).resume()).isEqualTo(40L);

    two.onCloud.deleteTopic(log.partition.topic());
    two.onCloud.createTopic(log.partition.topic(), 1, Map.of());
    Row empty = log.provenAt(40);
    assertThat(empty.verdict()).as(empty.reason()).isEqualTo(Verdict.NOT_REPLICATED_YET);
    assertThat(empty.resume()).isNull();

    log.writeToTarget(log.numbered(30, RECORDS));
    Row again = log.provenAt(40);
    assertThat(again.verdict()).as(again.reason()).isEqualTo(Verdict.EXACT);
    assertThat(again.resume()).isEqualTo(10L);
  }

  /** With the topic the broker forgets the group's commit, so there is nothing to go by. */
  @Test
  void aSourceMadeAnewHasNoPositionOfTheGroup() {
    HandCopy log = HandCopy.whole(two, "source-anew", RECORDS);
    assertThat(log.provenAt(40).resume()).isEqualTo(40L);
    two.onLegacy.deleteTopic(log.partition.topic());
    two.onLegacy.createTopic(log.partition.topic(), 1, Map.of());
    String group = log.group(40, READ_UNCOMMITTED);
    two.awaitCommits(group, 0);

    Row empty = anew(log, group);
    assertThat(empty.verdict()).as(empty.reason()).isEqualTo(Verdict.EXACT);
    assertThat(empty.resume()).as("nothing to read but what comes").isEqualTo((long) RECORDS);

    log.write(log.named("anew", 0, RECORDS));
    Row filled = anew(log, group);
    assertThat(filled.verdict()).as(filled.reason()).isEqualTo(Verdict.UNCOMMITTED);
    assertThat(filled.resume()).isNull();
    assertThat(filled.light()).isEqualTo(Light.RED);
  }

  private static Row anew(HandCopy log, String group) {
    ProofRequest request = TwoClusters.hasty(TwoClusters.plain(group));
    return TwoClusters.row(two.prove(TwoClusters.only(request, log.partition.topic())), 0);
  }

  @Test
  void aTargetMadeAnewDuringACheckVoidsIt() {
    HandCopy log = HandCopy.whole(two, "anew-meanwhile", RECORDS);
    Row row =
        provenWhile(
            log,
            () -> {
              two.onCloud.deleteTopic(log.partition.topic());
              two.onCloud.createTopic(log.partition.topic(), 1, Map.of());
              log.writeToTarget(log.numbered(0, RECORDS));
            });
    assertThat(row.verdict()).isEqualTo(Verdict.UNPROVEN);
    assertThat(row.reason())
        .contains("target topic " + log.partition.topic() + " was created anew");
    assertThat(log.provenAt(40).resume()).as("the next check").isEqualTo(40L);
  }

  @Test
  void aSourceMadeAnewDuringACheckVoidsIt() {
    HandCopy log = HandCopy.whole(two, "source-meanwhile", RECORDS);
    Row row =
        provenWhile(
            log,
            () -> {
              two.onLegacy.deleteTopic(log.partition.topic());
              two.onLegacy.createTopic(log.partition.topic(), 1, Map.of());
              log.write(log.numbered(0, RECORDS));
            });
    assertThat(row.verdict()).isEqualTo(Verdict.UNPROVEN);
    assertThat(row.reason())
        .contains("source topic " + log.partition.topic() + " was created anew");
  }

  /** One check; as soon as the topics were described something happens before it goes on. */
  private static Row provenWhile(HandCopy log, Runnable meanwhile) {
    String group = log.group(40, READ_UNCOMMITTED);
    two.commit(group, log.partition, 40);
    AtomicBoolean done = new AtomicBoolean();
    GroupProof proof =
        two.prover.prove(
            TwoClusters.hasty(TwoClusters.plain(group)),
            said -> {
              if (said.contains("topics calibrated") && !done.getAndSet(true)) {
                meanwhile.run();
              }
            });
    assertThat(done).as("it happened meanwhile").isTrue();
    return TwoClusters.row(proof, 0);
  }
}
