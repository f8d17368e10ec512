package io.tidegate.parity;

import static io.tidegate.parity.Checks.ask;
import static io.tidegate.parity.Checks.live;
import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Objects;
import org.junit.jupiter.api.Test;

/** Which records are lost or come again, as people are told. */
final class LostTest {
  private static final Frame TARGET_COMPACTS =
      new Frame(null, true, false, true, "source", "target");

  @Test
  void theRecordsThatAreLostAreToldByTheirSourceOffsetsAndTheFirstIsShown() {
    MemoryLog source = MemoryLog.named("source").range(0, 30).marker().range(30, 60);
    MemoryLog target = MemoryLog.named("target").range(0, 22).range(25, 40).range(41, 60);

    Row row = ask(source, target, 10);

    assertThat(row.verdict()).isEqualTo(Verdict.SKIP);
    assertThat(row.reason())
        .startsWith("4 unread records are not on the target (source offsets 22 to 24 and 41) and");
    Boundary seen = Objects.requireNonNull(row.divergence());
    assertThat(seen.source())
        .extracting(RecordView::offset)
        .containsExactly(19L, 20L, 21L, 22L, 23L, 24L);
    assertThat(seen.target())
        .as("beside it what follows 21")
        .extracting(RecordView::offset)
        .containsExactly(19L, 20L, 21L, 22L, 23L, 24L);
    assertThat(seen.target().get(2).value()).isEqualTo(seen.source().get(2).value());
    assertThat(seen.target().get(3).value()).isNotEqualTo(seen.source().get(3).value());
  }

  @Test
  void whatIsSeenAroundTheBoundaryIsNotShownTwice() {
    MemoryLog source = MemoryLog.named("source").range(0, 60);
    MemoryLog target = MemoryLog.named("target").range(0, 22).range(23, 60);

    assertThat(ask(source, target, 20).divergence()).isNull();
    assertThat(ask(source, target, 19).divergence()).isNotNull();
  }

  @Test
  void ofManyStretchesTheFirstAreTold() {
    MemoryLog source = MemoryLog.named("source").range(0, 100);
    MemoryLog target = MemoryLog.named("target").range(0, 21);
    List.of(20, 30, 40, 50).forEach(lost -> target.range(lost + 2, lost + 11));
    target.range(62, 100);

    Row row = ask(source, target, 10);

    assertThat(row.reason())
        .startsWith(
            "5 unread records are not on the target (source offsets 21, 31, 41 and others)");
  }

  /**
   * 27 and 28 could have been removed by a cleaner if their keys came again. Of 13 no offset is
   * free.
   */
  @Test
  void thoseThatNoCleanerRemovesAreAmongThem() {
    MemoryLog source = MemoryLog.named("source").keyed(5).range(0, 30);
    MemoryLog target =
        MemoryLog.named("target").keyed(5).range(0, 13).range(14, 27).hole(2).range(29, 30);

    Row row = ask(live(source, target, 10).withFrame(TARGET_COMPACTS), source, target);

    assertThat(row.verdict()).as(row.reason()).isEqualTo(Verdict.SKIP);
    assertThat(row.reason())
        .startsWith("3 unread records are not on the target (source offsets 13 and 27 to 28) and");
  }

  @Test
  void aReplicationThatBeganLaterSaysWhatItLeftOut() {
    MemoryLog source = MemoryLog.named("source").range(0, 100);
    MemoryLog target = MemoryLog.named("target").range(40, 100);

    assertThat(ask(source, target, 10).reason())
        .startsWith(
            "30 unread records are not on the target (source offsets 10 to 39) because replication"
                + " began later;");
  }

  /**
   *
   *
   * <pre>
   * source | 0 .. [10 .. 40 .. 50 .. 99
   * target | 0 .. [10 .. 40 .. 49 40 .. 99
   *                               50
   * </pre>
   */
  @Test
  void theFirstRecordThatComesAgainIsShown() {
    MemoryLog source = MemoryLog.named("source").range(0, 100);
    MemoryLog target = MemoryLog.named("target").range(0, 50).range(40, 100);

    Row row = ask(source, target, 10);

    assertThat(row.verdict()).isEqualTo(Verdict.REPLAY);
    assertThat(row.reason())
        .startsWith(
            "even the best position delivers 10 records again, because the target holds them twice"
                + " (again from target offset 50 on)");
    Boundary seen = Objects.requireNonNull(row.divergence());
    assertThat(seen.source())
        .extracting(RecordView::offset)
        .containsExactly(37L, 38L, 39L, 40L, 41L, 42L);
    assertThat(seen.target())
        .extracting(RecordView::offset)
        .containsExactly(47L, 48L, 49L, 50L, 51L, 52L);
    assertThat(seen.target().get(3).value()).isEqualTo(seen.source().get(3).value());
  }

  /** 5 to 9 are read, and come again behind 49. */
  @Test
  void aReadRecordThatComesAgainIsShown() {
    MemoryLog source = MemoryLog.named("source").range(0, 100);
    MemoryLog target = MemoryLog.named("target").range(0, 50).range(5, 100);

    Row row = ask(source, target, 10);

    assertThat(row.verdict()).isEqualTo(Verdict.EXACT);
    assertThat(row.divergence()).as("nothing comes again").isNull();
    MemoryLog alsoBefore = MemoryLog.named("target").range(0, 50).range(5, 30).range(50, 100);
    Row replay = ask(source, alsoBefore, 10);
    assertThat(replay.verdict()).as(replay.reason()).isEqualTo(Verdict.REPLAY);
    assertThat(Objects.requireNonNull(replay.divergence()).source())
        .extracting(RecordView::offset)
        .containsExactly(2L, 3L, 4L, 5L, 6L, 7L);
  }

  /** So many are lost that no record near the position is on the target. */
  @Test
  void aLossIsNoExpiryWhereTheTargetHoldsEarlierRecords() {
    MemoryLog source = MemoryLog.named("source").range(0, 300);
    MemoryLog target = MemoryLog.named("target").range(0, 60).range(160, 300).beginAt(20);
    Question question = live(source, target, 150);
    Terms lenient = question.terms().withResumeAtBegin(true);

    Row row = ask(question.withTerms(lenient), source, target);

    assertThat(row.verdict()).as(row.reason()).isEqualTo(Verdict.SKIP);
    assertThat(row.resume()).isNull();
    assertThat(row.reason())
        .startsWith("10 unread records are not on the target (source offsets 150 to 159) and will");
    target.beginAt(60);
    assertThat(ask(question.withTerms(lenient), source, target).verdict())
        .isEqualTo(Verdict.EXPIRED_TARGET);
  }
}
