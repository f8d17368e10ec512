package io.tidegate.parity;

import static io.tidegate.parity.Checks.ask;
import static io.tidegate.parity.Checks.frozen;
import static io.tidegate.parity.Checks.live;
import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Objects;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Records that the target delivers and the source does not, or in another order. */
final class StrangersTest {

  @Test
  void aStrangerBeyondTheResumePointIsForeign() {
    MemoryLog source = MemoryLog.named("source").range(0, 20);
    MemoryLog target = MemoryLog.named("target").range(0, 12).add(900, 901).range(12, 20);

    Row row = ask(source, target, 10);

    assertThat(row.verdict()).isEqualTo(Verdict.DIVERGED);
    assertThat(row.counts().foreign()).isEqualTo(2);
    assertThat(row.counts().phantom()).isZero();
    assertThat(row.resume()).isEqualTo(10);
    assertThat(row.light()).isEqualTo(Light.RED);
    assertThat(row.obligations())
        .contains(Obligation.RANGE, Obligation.ORDER)
        .doesNotContain(Obligation.SUFFIX, Obligation.AFTER);
    assertThat(row.reason())
        .startsWith(
            "2 records beyond the resume point are not among the source's, the first at target"
                + " offset 12 (find out who else writes to the target)");
  }

  /** Far from the position, where both sides still go on alike: that stays in sight as well. */
  @Test
  void theRecordsAroundTheFirstThatDivergesAreShown() {
    MemoryLog source = MemoryLog.named("source").range(0, 40);
    MemoryLog target = MemoryLog.named("target").range(0, 30).add(900, 901).range(30, 40);

    Row row = ask(source, target, 10);

    assertThat(row.verdict()).isEqualTo(Verdict.DIVERGED);
    assertThat(row.boundary().source())
        .extracting(RecordView::offset)
        .containsExactly(7L, 8L, 9L, 10L, 11L, 12L);
    assertThat(row.boundary().target())
        .extracting(RecordView::offset)
        .containsExactly(7L, 8L, 9L, 10L, 11L, 12L);
    Boundary divergence = Objects.requireNonNull(row.divergence());
    assertThat(divergence.source())
        .extracting(RecordView::offset)
        .containsExactly(27L, 28L, 29L, 30L, 31L, 32L);
    assertThat(divergence.target())
        .extracting(RecordView::offset)
        .containsExactly(27L, 28L, 29L, 30L, 31L, 32L);
    assertThat(divergence.target().get(3).value())
        .as("the stranger")
        .isNotEqualTo(divergence.source().get(3).value());
  }

  @Test
  void theRecordsAroundTheFirstThatComesLateAreShown() {
    MemoryLog source = MemoryLog.named("source").range(0, 40);
    MemoryLog target = MemoryLog.named("target").range(0, 20).range(21, 30).add(20).range(30, 40);

    Row row = ask(source, target, 10);

    assertThat(row.counts().reordered()).as(row.reason()).isPositive();
    assertThat(row.verdict()).isEqualTo(Verdict.DIVERGED);
    Boundary divergence = Objects.requireNonNull(row.divergence());
    assertThat(divergence.target()).extracting(RecordView::offset).contains(29L);
    assertThat(row.boundary().target()).extracting(RecordView::offset).contains(10L);
  }

  @Test
  void strangersBeforeTheResumePointHarmNobody() {
    MemoryLog source = MemoryLog.named("source").range(0, 20);
    MemoryLog target = MemoryLog.named("target").range(0, 8).add(900, 901).range(8, 20);

    assertThat(ask(source, target, 8).verdict()).isEqualTo(Verdict.EXACT);
    assertThat(ask(source, target, 8).resume()).isEqualTo(10);
  }

  /** More than are looked up in one read of the source. */
  @Test
  void manyStrangersAreAllCountedAndTooManyAreRefused() {
    MemoryLog source = MemoryLog.named("source").range(0, 20);
    MemoryLog target = MemoryLog.named("target").range(0, 12).range(900, 907).range(12, 20);
    Bounds twoAtATime = new Bounds(3, 4, 10_000, 5, 6, 2);
    Bounds twoReads = new Bounds(3, 4, 10_000, 5, 3, 2);

    Row row = ask(live(source, target, 10), source, target, twoAtATime);
    Row refused = ask(live(source, target, 10), source, target, twoReads);

    assertThat(row.counts().foreign()).as(row.reason()).isEqualTo(7);
    assertThat(refused.verdict()).isEqualTo(Verdict.UNPROVEN);
    assertThat(refused.reason()).contains("copy the topic anew");
  }

  /** A stranger is not skipped as a phantom is: nobody knows whether it is meant for the group. */
  @Test
  void aStrangerRightAfterTheLastReadRecordIsForeign() {
    MemoryLog source = MemoryLog.named("source").range(0, 10);
    MemoryLog target = MemoryLog.named("target").range(0, 10).add(900);

    Row row = ask(source, target, 10);

    assertThat(row.verdict()).isEqualTo(Verdict.DIVERGED);
    assertThat(row.counts().foreign()).isEqualTo(1);
    assertThat(row.resume()).isEqualTo(10);
  }

  /** Both of a kind: what the source has read_uncommitted is a phantom, the rest is foreign. */
  @Test
  void phantomsAndStrangersAreToldApart() {
    MemoryLog source =
        MemoryLog.named("source").range(0, 5).aborted(50, 51).range(5, 10).committedView();
    MemoryLog target =
        MemoryLog.named("target").range(0, 5).add(50, 900, 51).range(5, 10).committedView();

    Row row = ask(source, target, 3);

    assertThat(row.counts().phantom()).isEqualTo(2);
    assertThat(row.counts().foreign()).isEqualTo(1);
  }

  @Test
  void recordsOfATransactionThatIsStillOpenAreNeither() {
    MemoryLog source = MemoryLog.named("source").range(0, 10).undecided(10, 11).committedView();
    MemoryLog target = MemoryLog.named("target").range(0, 12).committedView();

    Row row = ask(source, target, 5);

    assertThat(row.verdict()).isEqualTo(Verdict.UNPROVEN);
    assertThat(row.reason()).contains("2 records of a transaction still open");
  }

  @Test
  void recordsInAnotherOrderAreReordered() {
    MemoryLog source = MemoryLog.named("source").range(0, 20);
    MemoryLog target = MemoryLog.named("target").range(0, 12).add(14, 12, 13).range(15, 20);

    Row row = ask(source, target, 10);

    assertThat(row.verdict()).isEqualTo(Verdict.DIVERGED);
    assertThat(row.counts().reordered()).isEqualTo(2);
    assertThat(row.resume()).isEqualTo(10);
    assertThat(row.obligations()).doesNotContain(Obligation.ORDER);
  }

  /** Beyond the ring of the walk, and among strangers, so that it is not found near by. */
  @ParameterizedTest
  @ValueSource(ints = {35, 39})
  void aRecordFarOutOfOrderIsNoStranger(int stray) {
    MemoryLog source = MemoryLog.named("source").range(0, 60);
    MemoryLog target = MemoryLog.named("target").range(0, 12).add(stray);
    for (int id = 12; id < 60; id++) {
      if (id != stray) {
        target.add(id);
      }
    }

    Row row = ask(live(source, target, 10), source, target, Checks.SMALL);

    assertThat(row.verdict()).isEqualTo(Verdict.DIVERGED);
    assertThat(row.counts().foreign()).isZero();
    assertThat(row.counts().reordered()).isEqualTo(stray - 12);
    assertThat(row.counts().skip()).isZero();
  }

  @Test
  void frozenWithNothingUnreadStrangersAtTheEndAreLeftBehind() {
    MemoryLog source = MemoryLog.named("source").range(0, 10);
    MemoryLog target = MemoryLog.named("target").range(0, 10).add(900);

    Row row = ask(frozen(source, target, 10), source, target);

    assertThat(row.verdict()).isEqualTo(Verdict.EXACT);
    assertThat(row.resume()).isEqualTo(11);
  }

  /** More strangers than evidence, at the begin and at the end: the target is somebody else's. */
  @Test
  void aTargetThatHoldsNothingOfTheSourceIsNotReplicatedYet() {
    MemoryLog source = MemoryLog.named("source").range(0, 10);
    MemoryLog target = MemoryLog.named("target").range(1_000, 1_100);

    Row live = ask(source, target, 4);
    Row drained = ask(frozen(source, target, 4), source, target);

    assertThat(live.verdict()).isEqualTo(Verdict.NOT_REPLICATED_YET);
    assertThat(live.counts().awaited()).isEqualTo(4);
    assertThat(live.counts().pending()).isEqualTo(6);
    assertThat(drained.verdict()).isEqualTo(Verdict.SKIP);
    assertThat(drained.counts().skip()).isEqualTo(6);
    assertThat(ask(frozen(source, target, 10), source, target).verdict())
        .isEqualTo(Verdict.UNPROVEN);
  }

  /**
   * 18 was lost, 19 came early, and 7 to 17 again. A walk from the second 8 has 19 and 7 before it:
   * that 7 is sent again matters once 19 is found, since the group resumes there.
   *
   * <pre>
   * source | 0 .. 17 18[19 20 .. 28
   * target | 0 .. 16[19 7 8 9 10 11 10 .. 17 20 .. 28
   *                       ^ the walk's start
   * </pre>
   */
  @ParameterizedTest
  @ValueSource(ints = {0, 9, 11, 16})
  void aReadRecordBehindAnUnreadOneThatCameEarlyIsNoStranger(int hinted) {
    MemoryLog source = MemoryLog.named("source").range(0, 29);
    MemoryLog target =
        MemoryLog.named("target").range(0, 17).add(19).range(7, 12).range(10, 18).range(20, 29);
    long copy = hinted == 11 ? target.offsetOf(11, 1) : target.offsetOf(hinted, 0);
    Question question =
        Checks.frozen(source, target, 19).withHints(List.of(Checks.sync(hinted, copy)));

    Row row = ask(question, source, target, Checks.SMALL);

    assertThat(row.verdict()).as(row.reason()).isEqualTo(Verdict.REPLAY);
    assertThat(row.resume()).isEqualTo(17);
    assertThat(row.counts().replay()).isEqualTo(13);
  }
}
