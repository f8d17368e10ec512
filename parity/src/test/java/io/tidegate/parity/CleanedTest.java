package io.tidegate.parity;

import static io.tidegate.parity.Checks.ask;
import static io.tidegate.parity.Checks.live;
import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Compacted topics: what a cleaner took is superseded, what only seems so is lost. */
final class CleanedTest {
  private static final Frame TARGET = new Frame(null, true, false, true, "source", "target");
  private static final Frame BOTH = new Frame(null, true, true, true, "source", "target");
  private static final Frame SOURCE = new Frame(null, true, true, false, "source", "target");

  private final MemoryLog source = MemoryLog.named("source").keyed(5);
  private final MemoryLog target = MemoryLog.named("target").keyed(5);

  private Row from(long committed, Frame frame) {
    return ask(live(source, target, committed).withFrame(frame), source, target);
  }

  @Test
  void whatTheTargetsCleanerRemovedIsSuperseded() {
    source.range(0, 20);
    target.range(0, 20).clean(15, false);

    Row row = from(3, TARGET);

    assertThat(row.verdict()).as(row.reason()).isEqualTo(Verdict.EXACT);
    assertThat(row.resume()).isEqualTo(10);
    assertThat(row.counts().superseded()).isEqualTo(7);
    assertThat(row.counts().skip()).isZero();
    assertThat(row.light()).isEqualTo(Light.GREEN);
    assertThat(row.reason()).contains("7 that a cleaner has removed");
  }

  @Test
  void onATopicThatIsNotCompactedTheSameIsASkip() {
    source.range(0, 20);
    target.range(0, 20).clean(15, false);

    assertThat(from(3, Frame.steady()).verdict()).isEqualTo(Verdict.SKIP);
  }

  /** 12 was never copied, and 17 has its key: the offsets show no hole. */
  @Test
  void aLostRecordWhoseKeyRecursIsLostWhereTheOffsetsAreContiguous() {
    source.range(0, 20);
    target.range(0, 12).range(13, 20);

    Row row = from(10, TARGET);

    assertThat(row.verdict()).isEqualTo(Verdict.SKIP);
    assertThat(row.counts().skip()).isEqualTo(1);
  }

  @Test
  void aHoleTooShortForAllThatIsMissingExplainsNoneOfIt() {
    source.range(0, 20);
    target.range(0, 11).hole(1).range(13, 20);

    assertThat(from(10, TARGET).counts().skip()).isEqualTo(2);
  }

  /** A marker is a hole too. */
  @Test
  void aLostRecordBesideAMarkerIsLost() {
    source.range(0, 20);
    target.range(0, 12).marker().range(13, 20);

    assertThat(from(10, TARGET).verdict()).isEqualTo(Verdict.SKIP);
  }

  /** The marker is one offset, what the cleaner emptied is the other. */
  @Test
  void aRecordRemovedBesideAMarkerIsSuperseded() {
    source.range(0, 20);
    target.range(0, 12).hole(1).marker().range(13, 20);

    Row row = from(10, TARGET);

    assertThat(row.verdict()).as(row.reason()).isEqualTo(Verdict.EXACT);
    assertThat(row.counts().superseded()).isEqualTo(1);
  }

  /**
   * One of 9..11 was never copied, and all three have a later record of their key: the same logs,
   * whether that was 9, which is read, or 11, which is not.
   *
   * <pre>
   * source | .. 8  9 10 [S 11 12 13 ..
   * target | .. 8  _  _       12 13 ..
   * </pre>
   */
  @Test
  void whereAReadRecordOrAnUnreadOneWasLostItIsNotSaidToBeTheReadOne() {
    source.range(0, 20);
    target.range(0, 9).hole(2).range(12, 20);

    Row row = from(11, TARGET);

    assertThat(row.verdict()).isEqualTo(Verdict.SKIP);
    assertThat(row.counts().skip()).isEqualTo(1);
  }

  /**
   * One of 11 and 12 was never copied: the same logs, whether that was 12, which the source's
   * cleaner has removed since, or 11, which is unread.
   *
   * <pre>
   * source | .. [S 10 11  _ 13 ..
   * target | ..    10  _    13 ..
   * </pre>
   */
  @ParameterizedTest
  @CsvSource({"1, SKIP", "2, EXACT"})
  void whatTheSourcesCleanerRemovedMayHaveLeftTheHole(int emptied, Verdict verdict) {
    source.range(0, 20).remove(12);
    target.range(0, 11).hole(emptied).range(13, 20);

    Row row = from(10, BOTH);

    assertThat(row.verdict()).as(row.reason()).isEqualTo(verdict);
    assertThat(row.counts().skip() + row.counts().superseded()).isEqualTo(1);
  }

  /**
   * So many markers stand beside the removed 12 that the source is no longer asked for them: how
   * much its cleaner removed is not known, and the target's hole is not taken for the unread 11.
   */
  @Test
  void aHoleOfTheSourceWithTooManyMarkersToTellLeavesNoRoom() {
    source.range(0, 13).remove(12);
    for (int n = 0; n < 3_000; n++) {
      source.marker();
    }
    source.range(13, 20);
    target.range(0, 11).hole(1).range(13, 20);

    Row row = from(10, BOTH);

    assertThat(row.verdict()).as(row.reason()).isEqualTo(Verdict.SKIP);
  }

  /**
   * It began at 4 and went back to 2, and never copied 0 and 1: the hole is of 4 to 7.
   *
   * <pre>
   * source | [S 0 1 2 3 4 ..
   * target | _ _ _ _ 8 9 2 3 4 ..
   * </pre>
   */
  @ParameterizedTest
  @CsvSource({"4, SKIP", "7, SKIP", "8, EXACT"})
  void aHoleFromBeforeTheReplicatorWentBackIsOfWhatItSentAgainToo(int emptied, Verdict verdict) {
    source.range(0, 20);
    target.hole(emptied).range(8, 10).range(2, 20);

    Row row = from(0, TARGET);

    assertThat(row.verdict()).as(row.reason()).isEqualTo(verdict);
    assertThat(row.counts().skip() + row.counts().superseded()).isEqualTo(2);
  }

  /**
   * 13 is the last of its key, so no cleaner took it: it was lost, and the hole is the unread 14.
   */
  @Test
  void aReadRecordThatNoCleanerRemovesNeedsNoRoom() {
    source.tombstones(id -> id == 14).add(13, 14, 15, 16, 17);
    target.tombstones(id -> id == 14).hole(1).add(15, 16, 17);

    Row row = from(1, TARGET);

    assertThat(row.verdict()).as(row.reason()).isEqualTo(Verdict.EXACT);
    assertThat(row.resume()).isEqualTo(1);
    assertThat(row.counts().superseded()).isEqualTo(1);
  }

  @Test
  void aHoleForTheReadOnesAndTheUnreadOneExplainsThem() {
    source.range(0, 20);
    target.range(0, 9).hole(3).range(12, 20);

    Row row = from(11, TARGET);

    assertThat(row.verdict()).as(row.reason()).isEqualTo(Verdict.EXACT);
    assertThat(row.resume()).isEqualTo(12);
    assertThat(row.counts().superseded()).isEqualTo(1);
  }

  /** The replicator never sent them, so no cleaner removed them: the hole is the 9. */
  @Test
  void whatWasAbortedNeedsNoRoom() {
    source.range(0, 10).aborted(10, 11).range(12, 20);
    target.range(0, 9).hole(1).range(12, 20);

    Row row = from(8, TARGET);

    assertThat(row.verdict()).as(row.reason()).isEqualTo(Verdict.EXACT);
    assertThat(row.counts().superseded()).isEqualTo(1);
    assertThat(row.counts().aborted()).isEqualTo(2);
  }

  @Test
  void aReadRecordThatACleanerMayHaveRemovedNeedsRoom() {
    source.tombstones(id -> id == 14).add(13, 14, 15, 16, 17, 18);
    target.tombstones(id -> id == 14).hole(1).add(15, 16, 17, 18);

    assertThat(from(1, TARGET).verdict()).isEqualTo(Verdict.SKIP);
  }

  @Test
  void aReadTombstoneThatACleanerMayHaveDroppedNeedsRoom() {
    source.tombstones(id -> id < 15).add(13, 14, 15, 16, 17);
    target.tombstones(id -> id < 15).hole(1).add(15, 16, 17);

    assertThat(from(1, TARGET).verdict()).isEqualTo(Verdict.SKIP);
  }

  /**
   * What lies before the first image is measured from the nearest record that both hold.
   *
   * <pre>
   * source | .. 6  7 8 9 [10 11  12 ..
   * target | .. 6  _ _ _  _  _   12 ..
   * </pre>
   */
  @ParameterizedTest
  @CsvSource({"5, EXACT", "4, SKIP"})
  void roomBeforeTheFirstImageIsMeasuredFromTheNearestCopy(int emptied, Verdict verdict) {
    source.range(0, 25);
    target.range(0, 7).hole(emptied).range(12, 25);

    Row row = ask(live(source, target, 10).withFrame(TARGET), source, target, Checks.SMALL);

    assertThat(row.verdict()).as(row.reason()).isEqualTo(verdict);
  }

  /** None of the last few records before the hole is the source's: there may be any number lost. */
  @Test
  void whereOnlyStrangersComeBeforeTheFirstImageAHoleExplainsNothing() {
    source.range(0, 25);
    target.add(901, 902, 903).hole(30).range(12, 25);

    Row row = ask(live(source, target, 10).withFrame(TARGET), source, target, Checks.SMALL);

    assertThat(row.verdict()).isEqualTo(Verdict.SKIP);
  }

  /** 12 has its later record only on the target: 17 was a tombstone, and the source dropped it. */
  @Test
  void aKeyThatRecursOnTheTargetAloneRecurs() {
    source.tombstones(id -> id == 17).range(0, 20).remove(12).remove(17);
    target.tombstones(id -> id == 17).range(0, 20);

    Row row = from(10, SOURCE);

    assertThat(row.verdict()).as(row.reason()).isEqualTo(Verdict.EXACT);
    assertThat(row.counts().superseded()).isEqualTo(2);
  }

  /** No record of its key follows on either side: no cleaner removed it from the source. */
  @Test
  void aStrangerWhoseKeyDoesNotRecurIsForeignWhateverTheOffsetsShow() {
    source.range(0, 17).hole(1).range(18, 20);
    target.range(0, 20);

    assertThat(from(10, SOURCE).counts().foreign()).isEqualTo(1);
  }

  /**
   *
   *
   * <pre>
   * source | 0 .. 4 _ 6 7 [8 9 10 11          5 was read, and removed since
   * target | 0 .. 9 4 5 6 7 10 11             4 to 7 come again, 5 among them
   * </pre>
   */
  @Test
  void aReadRecordThatComesAgainIsAReplayThoughTheSourceHasRemovedIt() {
    source.range(0, 12).remove(5);
    target.range(0, 10).range(4, 8).range(10, 12);

    Row row = from(8, SOURCE);

    assertThat(row.verdict()).as(row.reason()).isEqualTo(Verdict.REPLAY);
    assertThat(row.resume()).isEqualTo(8);
    assertThat(row.counts().replay()).isEqualTo(4);
    assertThat(row.counts().superseded()).isZero();
  }

  @Test
  void aRecordWhoseKeyDoesNotRecurIsLostWhateverTheOffsetsShow() {
    source.range(0, 20);
    target.range(0, 17).hole(1).range(18, 20);

    assertThat(from(10, TARGET).verdict()).isEqualTo(Verdict.SKIP);
  }

  @Test
  void aTombstoneThatTheCleanerDroppedIsSuperseded() {
    source.tombstones(id -> id == 14).range(0, 20);
    target.tombstones(id -> id == 14).range(0, 20).clean(15, true);

    Row row = from(3, TARGET);

    assertThat(row.verdict()).as(row.reason()).isEqualTo(Verdict.EXACT);
    assertThat(row.counts().superseded()).isEqualTo(8);
  }

  @Test
  void whatTheSourcesCleanerRemovedSinceIsSuperseded() {
    source.range(0, 20).remove(12);
    target.range(0, 20);

    Row row = from(10, SOURCE);

    assertThat(row.verdict()).as(row.reason()).isEqualTo(Verdict.EXACT);
    assertThat(row.resume()).isEqualTo(10);
    assertThat(row.counts().superseded()).isEqualTo(1);
    assertThat(row.counts().foreign()).isZero();
  }

  @Test
  void aStrangerWhereTheSourceIsContiguousIsForeign() {
    source.range(0, 20);
    target.range(0, 13).add(902).range(13, 20);

    Row row = from(10, SOURCE);

    assertThat(row.verdict()).isEqualTo(Verdict.DIVERGED);
    assertThat(row.counts().foreign()).isEqualTo(1);
  }

  @Test
  void aStrangerBesideAMarkerOfTheSourceIsForeign() {
    source.range(0, 13).marker().range(13, 20);
    target.range(0, 13).add(902).range(13, 20);

    assertThat(from(10, SOURCE).counts().foreign()).isEqualTo(1);
  }

  /** It may as well have gone back to send again: 10 tells nothing once the source has lost it. */
  @Test
  void aReplicatorWhoseLastCopyIsNoLongerOnTheSourceIsWaitedFor() {
    source.range(0, 16).remove(10);
    target.range(0, 11);

    Row row = from(10, SOURCE);

    assertThat(row.verdict()).isEqualTo(Verdict.NOT_REPLICATED_YET);
    assertThat(row.reason()).contains("whose cleaner may have removed them");
    target.add(11);
    assertThat(from(10, SOURCE).verdict()).isEqualTo(Verdict.EXACT);
    assertThat(from(10, SOURCE).resume()).isEqualTo(11);
  }

  /**
   * It went back to 2, so that 5 to 7 come again. Seed -1653209174600831 of random logs.
   *
   * <pre>
   * source | _ _ _ _ _ [5 6 7 8 9
   * target | 5 6 7 2 3
   * </pre>
   */
  @ParameterizedTest
  @CsvSource({"2, 4, 5", "3, 4, 4", "1, 2, 7"})
  void aCopyAtTheEndThatTheCleanerMayHaveTakenFromAnywhereTellsNothing(
      int again, int to, long committed) {
    source.range(0, 12).clean(10, false);
    target.range(5, 8).range(again, to);

    Row row = from(committed, SOURCE);

    assertThat(row.verdict()).as(row.reason()).isEqualTo(Verdict.NOT_REPLICATED_YET);
    assertThat(row.reason()).contains("whose cleaner may have removed them");
    assertThat(row.obligations()).doesNotContain(Obligation.SETTLED);
  }

  /**
   * It lost 1 and 2, and goes on at 4. Seed 1806421177249261 of random logs.
   *
   * <pre>
   * source | [0 1 2 _ 4 5 ..
   * target |  0 3
   * </pre>
   */
  @Test
  void aCopyAtTheEndBehindLostRecordsTellsNothingEither() {
    source.range(0, 13).remove(3);
    target.add(0, 3);

    Row row = from(0, SOURCE);

    assertThat(row.verdict()).as(row.reason()).isEqualTo(Verdict.NOT_REPLICATED_YET);
    target.add(4);
    assertThat(from(0, SOURCE).verdict()).isEqualTo(Verdict.SKIP);
  }

  /**
   * The source's hole was not passed before the replicator went back: whether the stranger is what
   * stood there nobody can tell, so it is not taken for it. Seed -636025297057592 of random logs.
   *
   * <pre>
   * source | .. 14 [15 16 _ 18 19
   * target | .. 14  15 16 x 16
   * </pre>
   */
  @Test
  void aStrangerBeforeTheReplicatorWentBackIsNotTakenForWhatTheCleanerRemoved() {
    source.range(0, 20).remove(17);
    target.range(0, 17).add(903).add(16);

    Row row = from(15, SOURCE);

    assertThat(row.verdict()).as(row.reason()).isEqualTo(Verdict.DIVERGED);
    assertThat(row.counts().foreign()).isEqualTo(1);
    assertThat(row.counts().superseded()).isZero();
  }

  @Test
  void eachSidesCleanerMayRemoveOthers() {
    source.range(0, 20).clean(12, false);
    target.range(0, 20).clean(15, false);

    Row row = from(3, new Frame(null, true, true, true, "source", "target"));

    assertThat(row.verdict()).as(row.reason()).isEqualTo(Verdict.EXACT);
    assertThat(row.resume()).isEqualTo(10);
    assertThat(row.counts().superseded()).isEqualTo(3);
  }

  /** Times that go back do not hide a cleaner's work. */
  @Test
  void recordsOutOfOrderInTimeAreSteppedOver() {
    source.timed(id -> 1_000_000L + (id == 2 ? 50 : id)).range(0, 20);
    target.timed(id -> 1_000_000L + (id == 2 ? 50 : id)).range(0, 20).remove(12);

    assertThat(from(10, TARGET).counts().superseded()).isEqualTo(1);
  }
}
