package io.tidegate.parity;

import static io.tidegate.parity.Checks.ask;
import static io.tidegate.parity.Checks.live;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import org.junit.jupiter.api.Test;

/** Positions that exist, do not exist, or lie outside. */
final class PositionTest {
  private final MemoryLog source = MemoryLog.named("source").range(0, 20);
  private final MemoryLog target = MemoryLog.named("target").add(900, 901).range(0, 20);

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

  /**
   * The end of the target would leave out what a replicator that reads uncommitted has copied.
   *
   * <pre>
   * source | S (0 1 .. 9        open
   * target |    0 1 .. 9 E
   * </pre>
   */
  @Test
  void aSourceOfOneOpenTransactionIsUnprovenOnceTheTargetHoldsAnything() {
    MemoryLog open = MemoryLog.named("source").undecided(0, 1, 2).committedView();
    MemoryLog copied = MemoryLog.named("target").range(0, 3).committedView();
    MemoryLog empty = MemoryLog.named("target").committedView();

    for (Row row :
        List.of(
            ask(open, copied, 0),
            ask(Checks.uncommitted(live(open, copied, 0), Reset.FAIL), open, copied),
            ask(Checks.uncommitted(live(open, copied, 0), Reset.LATEST), open, copied),
            ask(Checks.frozen(open, empty, 0), open, empty))) {
      assertThat(row.verdict()).isEqualTo(Verdict.UNPROVEN);
      assertThat(row.resume()).isNull();
      assertThat(row.reason()).startsWith("a transaction is still open");
    }
    assertThat(ask(open, empty, 0).resume()).as("whatever comes, comes behind it").isZero();
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
            .withFrame(
                new Frame("topic orders was created anew", true, false, false, "source", "target"));

    Row row = ask(recreated, source, target);

    assertThat(row.verdict()).isEqualTo(Verdict.UNPROVEN);
    assertThat(row.reason()).startsWith("topic orders was created anew").contains("check anew");
  }

  @Test
  void onePartitionOfATopicWhosePartitionCountsDifferIsAMistakeToAskFor() {
    Question differing =
        live(source, target, 7).withFrame(new Frame(null, false, false, false, "source", "target"));

    assertThatThrownBy(() -> ask(differing, source, target))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("orders-0");
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
