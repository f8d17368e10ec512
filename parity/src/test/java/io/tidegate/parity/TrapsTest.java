package io.tidegate.parity;

import static io.tidegate.parity.Checks.ask;
import static io.tidegate.parity.Checks.frozen;
import static io.tidegate.parity.Checks.live;
import static io.tidegate.parity.Checks.sync;
import static io.tidegate.parity.Checks.syncs;
import static org.assertj.core.api.Assertions.assertThat;

import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Logs that led a prototype to a false EXACT, or to a false refusal. */
final class TrapsTest {

  /**
   *
   *
   * <pre>
   * source | 0 .. 8 9 [ ]          all read
   * target | 0 .. 8                9 will still arrive, beyond any T
   * </pre>
   */
  @Test
  void aReadRecordStillToArriveForbidsExactEvenWhereNothingIsUnread() {
    MemoryLog source = MemoryLog.named("source").range(0, 10);
    MemoryLog target = MemoryLog.named("target").range(0, 9);

    Row row = ask(source, target, 10);

    assertThat(row.verdict()).isEqualTo(Verdict.NOT_REPLICATED_YET);
    assertThat(row.counts().awaited()).isEqualTo(1);
    assertThat(row.resume()).isNull();
  }

  @Test
  void frozenTheSameIsALossThatHarmsNobody() {
    MemoryLog source = MemoryLog.named("source").range(0, 10);
    MemoryLog target = MemoryLog.named("target").range(0, 9);

    Row row = ask(frozen(source, target, 10), source, target);

    assertThat(row.verdict()).isEqualTo(Verdict.EXACT);
    assertThat(row.resume()).isEqualTo(9);
  }

  @Test
  void aResendUnderWayIsNotExact() {
    MemoryLog source = MemoryLog.named("source").range(0, 100);
    MemoryLog target = MemoryLog.named("target").range(0, 100).range(60, 71);

    Row row = ask(source, target, 60);

    assertThat(row.verdict()).isEqualTo(Verdict.NOT_REPLICATED_YET);
  }

  @Test
  void aResendUnderWayFarBehindTheEndIsSeen() {
    MemoryLog source = MemoryLog.named("source").range(0, 121);
    MemoryLog target = MemoryLog.named("target").range(0, 121).range(60, 71);

    Row row = ask(source, target, 60);

    assertThat(row.verdict()).isEqualTo(Verdict.NOT_REPLICATED_YET);
  }

  @Test
  void frozenInTheMiddleOfAResendThePositionBeforeItReplays() {
    MemoryLog source = MemoryLog.named("source").range(0, 100);
    MemoryLog target = MemoryLog.named("target").range(0, 100).range(60, 71);

    Row row = ask(frozen(source, target, 60), source, target);

    assertThat(row.verdict()).isEqualTo(Verdict.REPLAY);
    assertThat(row.resume()).isEqualTo(60);
    assertThat(row.counts().replay()).isEqualTo(11);
    assertThat(row.counts().replaySpan()).hasMillis(10);
  }

  /** One true sync says 50 = 50, another 50 = 100. */
  @ParameterizedTest
  @CsvSource({"50, 50", "50, 100", "10, 10", "52, 102"})
  void theAnswerDoesNotDependOnTheHint(long sourceOffset, long targetOffset) {
    MemoryLog source = MemoryLog.named("source").range(0, 100);
    MemoryLog target = MemoryLog.named("target").range(0, 100).range(50, 61);
    Question question =
        frozen(source, target, 55).withHints(syncs(sync(sourceOffset, targetOffset)));

    Row row = ask(question, source, target, Checks.SMALL);

    assertThat(row.anchor()).isEqualTo(Anchor.SYNC);
    assertThat(row.verdict()).isEqualTo(Verdict.REPLAY);
    assertThat(row.resume()).isEqualTo(55);
    assertThat(ask(frozen(source, target, 55), source, target).resume()).isEqualTo(55);
  }

  @ParameterizedTest
  @ValueSource(ints = {0, 1})
  void aPartialResendIsNeverExactWhicheverTheHint(int copy) {
    MemoryLog source = MemoryLog.named("source").range(0, 100);
    MemoryLog target = MemoryLog.named("target").range(0, 100).range(50, 61);
    Question question =
        live(source, target, 55).withHints(syncs(sync(50, target.offsetOf(50, copy))));

    assertThat(ask(question, source, target, Checks.SMALL).verdict())
        .isEqualTo(Verdict.NOT_REPLICATED_YET);
  }

  /**
   *
   *
   * <pre>
   * source | 0..4 [5 6 7 aborted] 5 6 7 8 9       copied by one that reads uncommitted
   * target | 0..4  5 6 7                          5..9 still come: the offset of 5 is not exact
   * </pre>
   */
  @Test
  void theCopyOfAnAbortedTwinIsNotTakenForTheRecord() {
    MemoryLog source =
        MemoryLog.named("source").range(0, 5).aborted(5, 6, 7).range(5, 10).committedView();
    MemoryLog target = MemoryLog.named("target").range(0, 8).committedView();
    long five = source.offsetOf(5, 1);

    for (long committed = five - 1; committed <= source.end(); committed++) {
      assertThat(ask(source, target, committed).verdict()).isEqualTo(Verdict.NOT_REPLICATED_YET);
    }
  }

  @Test
  void onceTheTwinsThemselvesArrivedTheBoundaryIsExact() {
    MemoryLog source =
        MemoryLog.named("source").range(0, 5).aborted(5, 6, 7).range(5, 10).committedView();
    MemoryLog target = MemoryLog.named("target").range(0, 8).range(5, 10).committedView();

    Row row = ask(source, target, source.offsetOf(5, 1));

    assertThat(row.verdict()).isEqualTo(Verdict.EXACT);
    assertThat(row.resume()).isEqualTo(8);
  }

  /** 500 equal records, of which 3 strangers of the same content and 497 are on the target. */
  @ParameterizedTest
  @ValueSource(booleans = {false, true})
  void equalPayloadsWithALaggingReplicatorAreNotExact(boolean hinted) {
    int[] same = LongStream.range(0, 500).mapToInt(n -> 7).toArray();
    MemoryLog source = MemoryLog.of("source", same);
    MemoryLog target = MemoryLog.of("target", same);
    Question question = live(source, target, 200);
    if (hinted) {
      question = question.withHints(syncs(sync(100, 100)));
    }

    Row row = ask(question, source, target);

    assertThat(row.verdict()).isEqualTo(Verdict.AMBIGUOUS);
    assertThat(row.light()).isEqualTo(Light.RED);
    assertThat(row.resume()).as("replays only").isLessThanOrEqualTo(200);
    assertThat(row.candidates()).hasSize(Candidates.MOST).startsWith(row.resume());
  }

  @Test
  void aLostRecordWhoseKeyRecursIsNotCalledSuperseded() {
    MemoryLog source = MemoryLog.named("source").range(0, 20);
    MemoryLog target = MemoryLog.named("target").range(0, 12).range(13, 20);

    Row row = ask(source, target, 10);

    assertThat(row.verdict()).isEqualTo(Verdict.SKIP);
    assertThat(row.counts().skip()).isEqualTo(1);
    assertThat(row.counts().superseded()).isZero();
    assertThat(row.resume()).isNull();
  }

  /** Copies of aborted records before T* harm nobody; beyond it they are strangers. */
  @Test
  void phantomsMatterOnlyBeyondTheResumePoint() {
    MemoryLog source =
        MemoryLog.named("source").range(0, 5).aborted(50, 51).range(5, 10).committedView();
    MemoryLog target =
        MemoryLog.named("target").range(0, 5).add(50, 51).range(5, 10).committedView();

    Row beyond = ask(source, target, 3);
    Row before = ask(source, target, source.offsetOf(6, 0));

    assertThat(beyond.verdict()).isEqualTo(Verdict.DIVERGED);
    assertThat(beyond.counts().phantom()).isEqualTo(2);
    assertThat(beyond.counts().foreign()).isZero();
    assertThat(beyond.resume()).as("may be waived").isEqualTo(3);
    assertThat(beyond.light()).isEqualTo(Light.RED);
    assertThat(beyond.reason()).contains("consumer.isolation.level=read_committed");
    assertThat(before.verdict()).isEqualTo(Verdict.EXACT);
    assertThat(before.resume()).isEqualTo(target.offsetOf(6, 0));
  }

  @Test
  void phantomsRightAfterTheLastReadRecordHarmNobody() {
    MemoryLog source =
        MemoryLog.named("source").range(0, 5).aborted(50, 51).range(5, 10).committedView();
    MemoryLog target =
        MemoryLog.named("target").range(0, 5).add(50, 51).range(5, 10).committedView();

    Row row = ask(source, target, 5);

    assertThat(row.verdict()).isEqualTo(Verdict.EXACT);
    assertThat(row.resume()).isEqualTo(7);
  }

  /**
   *
   *
   * <pre>
   * source | [0 aborted] 1 ]         a phantom after the last image is no image, but it stands
   * target | 1 0                     before 1 on the source: 1 comes again
   * </pre>
   */
  @Test
  void aResendThatHasOnlyCopiedAbortedRecordsSoFarIsSeen() {
    MemoryLog source = MemoryLog.named("source").aborted(0).add(1).committedView();
    MemoryLog target = MemoryLog.of("target", 1, 0).committedView();

    assertThat(ask(source, target, source.end()).verdict()).isEqualTo(Verdict.NOT_REPLICATED_YET);
  }

  /** Copies of aborted records tell that the replicator has passed what was committed before. */
  @Test
  void aRecordLostBeforeCopiesOfAbortedOnesIsNotPending() {
    MemoryLog source = MemoryLog.named("source").range(0, 10).aborted(50, 51).committedView();
    MemoryLog target = MemoryLog.named("target").range(0, 9).add(50, 51).committedView();

    Row row = ask(source, target, 9);

    assertThat(row.verdict()).isEqualTo(Verdict.SKIP);
    assertThat(row.counts().skip()).isEqualTo(1);
    assertThat(row.counts().pending()).isZero();
  }

  @Test
  void anIdlePipeThatEndsWithAnAbortedTransactionIsExact() {
    MemoryLog source = MemoryLog.named("source").range(0, 10).aborted(50, 51).committedView();
    MemoryLog target = MemoryLog.named("target").range(0, 10).add(50, 51).committedView();

    Row row = ask(source, target, source.end());

    assertThat(row.verdict()).as(row.reason()).isEqualTo(Verdict.EXACT);
    assertThat(row.resume()).isEqualTo(12);
    assertThat(ask(source, target, 8).counts().phantom()).isEqualTo(2);
  }

  @Test
  void aWholeResendIsExactAtItsLastCopy() {
    MemoryLog source = MemoryLog.named("source").range(0, 60);
    MemoryLog target = MemoryLog.named("target").range(0, 40).range(20, 60);

    Row row = ask(source, target, 30);

    assertThat(row.verdict()).isEqualTo(Verdict.EXACT);
    assertThat(row.resume()).isEqualTo(50);
  }

  @Test
  void lostReadRecordsAreNoReasonToRefuse() {
    MemoryLog source = MemoryLog.named("source").range(0, 60);
    MemoryLog target = MemoryLog.named("target").range(0, 20).range(25, 60);

    Row row = ask(source, target, 30);

    assertThat(row.verdict()).isEqualTo(Verdict.EXACT);
    assertThat(row.resume()).isEqualTo(25);
  }

  @Test
  void aRecordWithTheBrokersTimeInATopicCalibratedWithTheProducersIsUnproven() {
    MemoryLog source = MemoryLog.named("source").range(0, 5);
    MemoryLog target = MemoryLog.withBrokersTime("target").range(0, 5);

    Row row = ask(source, target, 3);

    assertThat(row.verdict()).isEqualTo(Verdict.UNPROVEN);
    assertThat(row.reason()).contains("calibrated anew");
  }

  /** The first copies lie just beyond the ring of the walk, the later ones within. */
  @Test
  void aResendThatReachesALittleFurtherBackThanTheRingIsFoundWhole() {
    MemoryLog source = MemoryLog.named("source").range(0, 35);
    MemoryLog target = MemoryLog.named("target").range(0, 24).range(16, 35);

    Row row = ask(live(source, target, 17), source, target, Checks.SMALL);

    assertThat(row.verdict()).isEqualTo(Verdict.EXACT);
    assertThat(row.resume()).isEqualTo(25);
  }
}
