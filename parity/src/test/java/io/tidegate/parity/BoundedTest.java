package io.tidegate.parity;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import org.junit.jupiter.api.Test;

/** What a check holds and reads does not grow with what it does not need. */
final class BoundedTest {
  private static final int LAG = 200_000;

  @Test
  void aGroup200000RecordsBehindIsExactAndHoldsTwoRings() {
    MemoryLog source = MemoryLog.named("source").range(0, LAG);
    MemoryLog target = MemoryLog.named("target").range(0, LAG);
    Question question =
        Checks.live(source, target, 1_000).withHints(List.of(Checks.sync(900, 900)));

    Row row = Checks.ask(question, source, target);

    assertThat(row.verdict()).isEqualTo(Verdict.EXACT);
    assertThat(row.anchor()).isEqualTo(Anchor.SYNC);
    assertThat(row.counts().suffixRead()).isEqualTo(LAG - 1_000);
    assertThat(source.recordsRead()).isLessThan(LAG + 5_000L);
    assertThat(target.recordsRead()).isLessThan(LAG + 5_000L);
  }

  @Test
  void aWalkHoldsTwoRingsAndAFewRunsWhateverItsLength() {
    MemoryLog source = MemoryLog.named("source").range(0, LAG);
    MemoryLog target = MemoryLog.named("target").range(0, LAG / 2).range(LAG / 4, LAG);
    Sides sides = new Sides(source, target, new Identity(Checks.contentOnly()));
    Bounds bounds = Bounds.DEFAULT;

    try (Walk walk = new Walk(sides, bounds, new Walk.Cuts(LAG / 3, LAG, Long.MAX_VALUE), 0, 0)) {
      walk.advance(source.end(), target.end());

      assertThat(walk.runs()).hasSizeLessThan(12);
      assertThat(walk.extras()).isEmpty();
      assertThat(walk.held()).isLessThan(2L * bounds.windowCapacity() + Landmarks.MOST + 12);
    }
  }

  @Test
  void aResendOf50000RecordsIsExact() {
    MemoryLog source = MemoryLog.named("source").range(0, LAG);
    MemoryLog target = MemoryLog.named("target").range(0, LAG / 2).range(LAG / 4, LAG);

    Row row = Checks.ask(source, target, LAG / 3);

    assertThat(row.verdict()).as(row.reason()).isEqualTo(Verdict.EXACT);
    assertThat(row.resume()).isEqualTo(target.offsetOf(LAG / 3, 1));
  }

  @Test
  void aCheckAtTheEndOfALongLogReadsOnlyItsEnd() {
    MemoryLog source = MemoryLog.named("source").range(0, LAG);
    MemoryLog target = MemoryLog.named("target").range(0, LAG);

    Row row = Checks.ask(source, target, LAG - 10);

    assertThat(row.verdict()).isEqualTo(Verdict.EXACT);
    assertThat(row.anchor()).isEqualTo(Anchor.WINDOW);
    assertThat(source.recordsRead()).isLessThan(2_000);
    assertThat(target.recordsRead()).isLessThan(2_000);
  }

  @Test
  void landmarksStayFew() {
    MemoryLog source = MemoryLog.named("source").range(0, LAG);
    Landmarks landmarks = new Landmarks("source", 0);
    for (int at = 0; at < 10_000_000; at++) {
      landmarks.passed(at, 3L * at);
    }

    assertThat(landmarks.size()).isLessThanOrEqualTo(Landmarks.MOST);
    assertThat(source.end()).isEqualTo(LAG);
  }

  @Test
  void aRecordThatDisappearsUnderTheReadIsNoticed() {
    Landmarks landmarks = new Landmarks("legacy orders-0", 0);
    landmarks.passed(256, 300);

    assertThatThrownBy(() -> landmarks.passed(256, 301))
        .isInstanceOf(LogUnavailable.class)
        .hasMessageContaining("legacy orders-0");
  }

  @Test
  void twoLogsThatAgreeInTooManyPiecesAreUnproven() {
    MemoryLog source = MemoryLog.named("source").range(0, 100);
    MemoryLog target = MemoryLog.named("target");
    for (int id = 0; id < 100; id += 2) {
      target.add(id);
    }
    Bounds few = new Bounds(3, 8, 20, 100, 10, 100);

    Row row = Checks.ask(Checks.live(source, target, 50), source, target, few);

    assertThat(Checks.ask(Checks.live(source, target, 0), source, target, few).verdict())
        .isEqualTo(Verdict.UNPROVEN);
    assertThat(row.verdict()).isEqualTo(Verdict.UNPROVEN);
    assertThat(row.reason()).startsWith("fragmented");
  }
}
