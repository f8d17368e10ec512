package io.tidegate.parity;

import static io.tidegate.parity.Checks.ask;
import static io.tidegate.parity.Checks.live;
import static io.tidegate.parity.Checks.uncommitted;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Positions that exist, do not exist, or lie outside. */
final class PositionTest {
  private final MemoryLog source = MemoryLog.named("source").range(0, 20);
  private final MemoryLog target = MemoryLog.named("target").add(900, 901).range(0, 20);

  private static Terms terms() {
    return Terms.strict().withSettle(Duration.ZERO);
  }

  @ParameterizedTest
  @CsvSource({"EARLIEST, 2", "LATEST, 22"})
  void withoutACommitTheDeclaredPolicyPlacesIt(Reset policy, long resume) {
    Row row = ask(uncommitted(live(source, target, 0), policy), source, target);

    assertThat(row.verdict()).isEqualTo(Verdict.UNCOMMITTED);
    assertThat(row.resume()).isEqualTo(resume);
    assertThat(row.light()).isEqualTo(Light.YELLOW);
    assertThat(row.committed()).isNull();
  }

  @Test
  void withoutACommitAndAPolicyNothingIsSeeded() {
    Row row = ask(uncommitted(live(source, target, 0), Reset.FAIL), source, target);

    assertThat(row.verdict()).isEqualTo(Verdict.UNCOMMITTED);
    assertThat(row.resume()).isNull();
    assertThat(row.light()).isEqualTo(Light.RED);
  }

  @Test
  void theWorseVerdictIsShownForAPolicyPosition() {
    MemoryLog lossy = MemoryLog.named("target").range(0, 5).range(7, 20);
    Question earliest = uncommitted(live(source, lossy, 0), Reset.EARLIEST);

    assertThat(ask(earliest, source, lossy).verdict()).isEqualTo(Verdict.SKIP);
  }

  @Test
  void aPositionBeyondTheEndIsOutOfRange() {
    Row row = ask(source, target, 21);
    Question declared = live(source, target, 21).withTerms(terms().withOutOfRange(Reset.LATEST));

    assertThat(row.verdict()).isEqualTo(Verdict.OUT_OF_RANGE);
    assertThat(row.resume()).isNull();
    assertThat(row.light()).isEqualTo(Light.RED);
    assertThat(ask(declared, source, target).resume()).isEqualTo(22);
    assertThat(ask(declared, source, target).light()).isEqualTo(Light.YELLOW);
  }

  /** Whether they come is not known, so neither is where the group would meet them. */
  @Test
  void aSourceOfAbortedRecordsOnlyIsUnprovenUntilItIsFrozen() {
    MemoryLog aborted = MemoryLog.named("source").aborted(1, 2).committedView();
    MemoryLog empty = MemoryLog.named("target").committedView();

    Row row = ask(aborted, empty, 0);

    assertThat(row.verdict()).isEqualTo(Verdict.UNPROVEN);
    assertThat(row.reason()).contains("aborted records only");
    assertThat(ask(Checks.frozen(aborted, empty, 0), aborted, empty).verdict())
        .isEqualTo(Verdict.EXACT);
  }

  @Test
  void aPolicyPositionSaysWhichPolicyPlacedIt() {
    Row latest = ask(uncommitted(live(source, target, 0), Reset.LATEST), source, target);
    Question beyond = live(source, target, 21);
    Row earliest = ask(beyond.withTerms(terms().withOutOfRange(Reset.EARLIEST)), source, target);

    assertThat(latest.reason())
        .startsWith("the group has no committed offset here")
        .contains("starts at the source's end");
    assertThat(earliest.reason())
        .startsWith("the committed offset 21 lies outside the source's log")
        .contains("starts at the source's begin");
  }

  @Test
  void whereNothingIsOnTheTargetTheReasonSaysWhetherToWait() {
    MemoryLog empty = MemoryLog.named("target");

    Row live = ask(source, empty, 7);
    Row frozen = ask(Checks.frozen(source, empty, 7), source, empty);

    assertThat(live.verdict()).isEqualTo(Verdict.NOT_REPLICATED_YET);
    assertThat(live.counts().awaited()).isEqualTo(7);
    assertThat(live.reason()).contains("7 that the group has read", "let the replicator catch up");
    assertThat(frozen.reason()).contains("nothing comes any more").doesNotContain("catch up");
  }

  @Test
  void aPositionInsideAnOpenTransactionIsUnproven() {
    MemoryLog open = MemoryLog.named("source").range(0, 10).undecided(10, 11).committedView();
    MemoryLog copied = MemoryLog.named("target").range(0, 12).committedView();

    Row row = ask(open, copied, 11);

    assertThat(row.verdict()).isEqualTo(Verdict.UNPROVEN);
    assertThat(row.reason()).contains("still open");
  }

  @Test
  void anExpiredPositionResumesAtTheSourcesBeginWhereThatIsDeclared() {
    MemoryLog expired = MemoryLog.named("source").range(0, 20).beginAt(5);
    Question question = live(expired, target, 3);
    Question declared =
        question.withTerms(question.terms().withResumeAtBegin(true)).withTargetCommitted(7L);

    Row refused = ask(question, expired, target);
    Row row = ask(declared, expired, target);

    assertThat(refused.verdict()).isEqualTo(Verdict.EXPIRED_SOURCE);
    assertThat(refused.resume()).isNull();
    assertThat(refused.light()).isEqualTo(Light.RED);
    assertThat(refused.counts().suffixRead()).as("counted all the same").isEqualTo(15);
    assertThat(refused.reason())
        .contains("offset 3", "begins at 5", "declare that it resumes there")
        .doesNotContain("resume here");
    assertThat(row.verdict()).isEqualTo(Verdict.EXPIRED_SOURCE);
    assertThat(row.resume()).as("the image of 5").isEqualTo(7);
    assertThat(row.grade()).isEqualTo(new Grade(Verdict.EXACT, 0, java.time.Duration.ZERO));
    assertThat(row.light()).isEqualTo(Light.YELLOW);
  }

  @Test
  void aWorseVerdictThanExpiredIsShownWithTheExpiryInItsReason() {
    MemoryLog expired = MemoryLog.named("source").range(0, 20).beginAt(5);
    MemoryLog lossy = MemoryLog.named("target").range(0, 8).range(10, 20);

    Row row = ask(expired, lossy, 3);

    assertThat(row.verdict()).isEqualTo(Verdict.SKIP);
    assertThat(row.reason()).contains("expired on the source");
  }

  @Test
  void whatTheTargetHasLostIsExpiredAndResumesAtItsBeginWhereThatIsDeclared() {
    MemoryLog copied = MemoryLog.named("target").range(0, 20).beginAt(10);
    Question question = live(source, copied, 7);

    Row refused = ask(question, source, copied);
    Row row = ask(question.withTerms(question.terms().withResumeAtBegin(true)), source, copied);

    assertThat(refused.verdict()).isEqualTo(Verdict.EXPIRED_TARGET);
    assertThat(refused.resume()).isNull();
    assertThat(refused.light()).isEqualTo(Light.RED);
    assertThat(refused.counts().skip()).isEqualTo(3);
    assertThat(row.resume()).as("the target's begin").isEqualTo(10);
    assertThat(row.light()).isEqualTo(Light.YELLOW);
  }

  @Test
  void aReplicatorThatBeganLaterSkips() {
    MemoryLog late = MemoryLog.named("target").range(10, 20);

    Row row = ask(source, late, 7);

    assertThat(row.verdict()).isEqualTo(Verdict.SKIP);
    assertThat(row.counts().skip()).isEqualTo(3);
    assertThat(row.resume()).isNull();
    assertThat(row.reason()).contains("replication began later");
  }

  @Test
  void anEmptySourceResumesAtTheTargetsEndTakenBefore() {
    MemoryLog empty = MemoryLog.named("source");
    MemoryLog older = MemoryLog.of("target", 900, 901);

    Row row = ask(empty, older, 0);

    assertThat(row.verdict()).isEqualTo(Verdict.EXACT);
    assertThat(row.anchor()).isEqualTo(Anchor.NONE);
    assertThat(row.obligations())
        .as("nothing was compared")
        .doesNotContain(Obligation.PROFILE, Obligation.ANCHOR, Obligation.RANGE, Obligation.SETTLED)
        .contains(Obligation.SUFFIX, Obligation.FRAME);
    assertThat(row.resume()).isEqualTo(2);
    assertThat(row.light()).isEqualTo(Light.GREEN);
  }

  @Test
  void anEmptyTargetIsNotReplicatedYet() {
    Row row = ask(source, MemoryLog.named("target"), 7);

    assertThat(row.verdict()).isEqualTo(Verdict.NOT_REPLICATED_YET);
    assertThat(row.counts().awaited()).isEqualTo(7);
    assertThat(row.counts().pending()).isEqualTo(13);
  }

  @Test
  void anEmptyTargetNeedsNoCalibrationToSaySo() {
    MemoryLog target = MemoryLog.named("target");
    Question question =
        Question.of(new PartitionPair("t", 0, "t", 0), 7L, Isolation.READ_UNCOMMITTED, null, 0);
    Checks.FakeTime time = new Checks.FakeTime();

    Row row = new Resolver(time, time).resolve(question, source, target);

    assertThat(row.verdict()).isEqualTo(Verdict.NOT_REPLICATED_YET);
    assertThat(row.counts().awaited()).isEqualTo(7);
    assertThat(row.counts().pending()).isEqualTo(13);
    assertThat(new Resolver(time, time).resolve(question, source, target.add(900)).verdict())
        .isEqualTo(Verdict.UNPROVEN);
  }

  @Test
  void aReplicatorFarBehindTheGroupIsNotReplicatedYet() {
    MemoryLog long1 = MemoryLog.named("source").range(0, 1_000);
    MemoryLog behind = MemoryLog.named("target").add(5_000).range(0, 100);

    Row row = ask(long1, behind, 900);

    assertThat(row.verdict()).isEqualTo(Verdict.NOT_REPLICATED_YET);
    assertThat(row.counts().awaited()).isEqualTo(800);
    assertThat(row.counts().pending()).isEqualTo(100);
  }

  /** The begin is where a consumer would start, but a stranger stands there: behind it. */
  @Test
  void anExpiredTargetResumesBehindWhatStandsAtItsBeginAndIsNotUnread() {
    MemoryLog copied = MemoryLog.named("target").range(0, 5).add(901, 902).range(12, 20).beginAt(5);
    Question question = live(source, copied, 7);

    Row row = ask(question.withTerms(question.terms().withResumeAtBegin(true)), source, copied);

    assertThat(row.verdict()).as(row.reason()).isEqualTo(Verdict.EXPIRED_TARGET);
    assertThat(row.resume()).isEqualTo(7);
  }

  /** Nothing has expired where the log still begins at 0. */
  @Test
  void aTargetToWhichReplicationBeganLaterSkips() {
    MemoryLog late = MemoryLog.named("target").range(10, 20);

    Row row = ask(source, late, 7);

    assertThat(row.verdict()).isEqualTo(Verdict.SKIP);
    assertThat(row.counts().skip()).isEqualTo(3);
    assertThat(row.reason()).contains("replication began later");
  }

  @Test
  void anOffsetAtTheTargetsBeginIsAPlaceInItsLogAndOneBeforeItIsNot() {
    target.beginAt(4);

    Row atBegin = ask(live(source, target, 7).withTargetCommitted(4L), source, target);
    Row before = ask(live(source, target, 7).withTargetCommitted(3L), source, target);

    assertThat(atBegin.grade())
        .extracting(Grade::verdict, Grade::records)
        .containsExactly(Verdict.REPLAY, 5L);
    assertThat(before.grade())
        .as("where it starts then is its own reset policy")
        .extracting(Grade::verdict, Grade::records)
        .containsExactly(Verdict.SKIP, 13L);
  }

  @Test
  void withoutAProfileNothingIsClaimed() {
    Question question =
        Question.of(Checks.PAIR, 7L, Isolation.READ_UNCOMMITTED, null, target.end());

    Row row = ask(question, source, target);

    assertThat(row.verdict()).isEqualTo(Verdict.UNPROVEN);
    assertThat(row.reason()).contains("not calibrated");
  }

  @Test
  void aTopicThatWasCreatedAnewIsRefusedByName() {
    Question recreated =
        live(source, target, 7)
            .withFrame(new Frame("topic orders was created anew", true, false, false));

    Row row = ask(recreated, source, target);

    assertThat(row.verdict()).isEqualTo(Verdict.UNPROVEN);
    assertThat(row.reason()).startsWith("topic orders was created anew").contains("check anew");
  }

  @Test
  void onePartitionOfATopicWhosePartitionCountsDifferIsAMistakeToAskFor() {
    Question differing = live(source, target, 7).withFrame(new Frame(null, false, false, false));

    assertThatThrownBy(() -> ask(differing, source, target))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("orders-0");
  }

  /** Whatever lies on the target beyond it would be delivered, or skipped. */
  @ParameterizedTest
  @CsvSource({"22, EXACT, 0", "12, REPLAY, 10", "23, SKIP, 0"})
  void anOffsetIsGradedWhereTheSourceHoldsNoRecordToo(long offset, Verdict verdict, long records) {
    MemoryLog empty = MemoryLog.named("source");

    Row row = ask(live(empty, target, 0).withTargetCommitted(offset), empty, target);

    assertThat(row.verdict()).isEqualTo(Verdict.EXACT);
    assertThat(row.grade())
        .extracting(Grade::verdict, Grade::records)
        .containsExactly(verdict, records);
  }

  @Test
  void anEndThatRetentionOrATruncationMovedIsNoPlaceToResumeAt() {
    MemoryLog empty = MemoryLog.named("source");
    Question question = live(empty, target, 0);

    Row row = ask(question, empty, MemoryLog.named("target").range(0, 5));
    target.range(20, 30).beginAt(25);

    assertThat(row.verdict()).isEqualTo(Verdict.UNPROVEN);
    assertThat(ask(question, empty, target).verdict()).isEqualTo(Verdict.UNPROVEN);
  }

  @ParameterizedTest
  @CsvSource({
    "9, EXACT, 0",
    "7, REPLAY, 2",
    "12, SKIP, 3",
    "0, REPLAY, 9",
    "22, SKIP, 13",
    "400, SKIP, 13"
  })
  void anOffsetThatSomebodyElseWroteIsGraded(long offset, Verdict verdict, long records) {
    Row row = ask(live(source, target, 7).withTargetCommitted(offset), source, target);

    assertThat(row.resume()).isEqualTo(9);
    assertThat(row.grade())
        .extracting(Grade::verdict, Grade::records)
        .containsExactly(verdict, records);
  }

  @Test
  void anOffsetOnAMarkerBesideTheResumePointIsExact() {
    MemoryLog marked = MemoryLog.named("target").range(0, 7).marker().range(7, 20);

    Row row = ask(live(source, marked, 7).withTargetCommitted(7L), source, marked);

    assertThat(row.resume()).isEqualTo(8);
    assertThat(row.grade()).isEqualTo(new Grade(Verdict.EXACT, 0, Duration.ZERO));
  }

  @Test
  void hintsThatDoNotHoldAreRefutedAndNamed() {
    Question question =
        live(source, target, 7).withHints(Checks.syncs(Checks.sync(5, 6), Checks.sync(4, 6)));

    Row row = ask(question, source, target);

    assertThat(row.anchor()).isEqualTo(Anchor.SYNC);
    assertThat(row.resume()).isEqualTo(9);
    assertThat(row.reason()).contains("1 hint read again");
  }

  @Test
  void theHeadIsAnAnchorWhereTheWindowIsNotOnTheTarget() {
    MemoryLog long1 = MemoryLog.named("source").range(0, 1_000);
    MemoryLog behind = MemoryLog.named("target").range(0, 100);

    Row row = ask(long1, behind, 900);

    assertThat(row.anchor()).isEqualTo(Anchor.HEAD);
    assertThat(row.counts().awaited()).isEqualTo(800);
  }

  @Test
  void theRecordsAroundTheBoundaryAreShown() {
    Row row = ask(source, target, 7);

    assertThat(row.boundary().source())
        .extracting(RecordView::key)
        .containsExactly("k4", "k5", "k6", "k7", "k8", "k9");
    assertThat(row.boundary().target())
        .extracting(RecordView::offset)
        .containsExactly(6L, 7L, 8L, 9L, 10L, 11L);
  }

  @Test
  void everyCursorIsClosed() {
    ask(source, target, 7);
    ask(source, MemoryLog.named("target").range(0, 5), 7);

    assertThat(source.openCursors()).isZero();
    assertThat(target.openCursors()).isZero();
  }

  @Test
  void logsAtAnotherIsolationThanTheQuestionsAreAMistake() {
    assertThatThrownBy(() -> ask(live(source, target, 7), source.committedView(), target))
        .isInstanceOf(IllegalArgumentException.class);
  }
}
