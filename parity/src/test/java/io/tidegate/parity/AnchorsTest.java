package io.tidegate.parity;

import static io.tidegate.parity.Checks.ask;
import static io.tidegate.parity.Checks.live;
import static io.tidegate.parity.Checks.sync;
import static io.tidegate.parity.Checks.syncs;
import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;

/** Where a walk starts, and what is believed of those who say where. */
final class AnchorsTest {
  private static final Bounds SMALL = Checks.SMALL;

  private static Question keeping(MemoryLog source, MemoryLog target, long committed) {
    Question question = live(source, target, committed);
    return question.withTerms(question.terms().withKeepsOffsets(true));
  }

  @Test
  void aToolDeclaredToKeepOffsetsIsReadAtTheSameOffset() {
    MemoryLog source = MemoryLog.named("source").range(0, 500).marker().range(500, 1_000);
    MemoryLog target = MemoryLog.named("target").range(0, 500).marker().range(500, 1_000);

    Row row = ask(keeping(source, target, 600), source, target);

    assertThat(row.anchor()).isEqualTo(Anchor.SAME_OFFSET);
    assertThat(row.verdict()).isEqualTo(Verdict.EXACT);
    assertThat(row.resume()).isEqualTo(600);
    assertThat(ask(source, target, 600).anchor()).isEqualTo(Anchor.WINDOW);
  }

  @Test
  void aDeclarationThatDoesNotHoldIsNotBelieved() {
    MemoryLog source = MemoryLog.named("source").range(0, 1_000);
    MemoryLog target = MemoryLog.named("target").add(5_000).range(0, 1_000);

    Row row = ask(keeping(source, target, 600), source, target);

    assertThat(row.anchor()).isEqualTo(Anchor.WINDOW);
    assertThat(row.verdict()).isEqualTo(Verdict.EXACT);
    assertThat(row.resume()).isEqualTo(601);
  }

  @Test
  void oneRecordThatDiffersWithinReachRefutesTheSameOffset() {
    MemoryLog source = MemoryLog.named("source").range(0, 100);
    MemoryLog target = MemoryLog.named("target").range(0, 51).add(7_000).range(52, 100);

    assertThat(ask(keeping(source, target, 50), source, target, SMALL).anchor())
        .isEqualTo(Anchor.WINDOW);
    assertThat(ask(keeping(source, target, 40), source, target, SMALL).anchor())
        .isEqualTo(Anchor.SAME_OFFSET);
  }

  /** Nothing else leads there without reading a whole log: the target carries its own time. */
  @Test
  void aHeaderWithTheSourceOffsetIsFoundByBinarySearch() {
    int size = 100_000;
    MemoryLog source = MemoryLog.named("source").range(0, size);
    MemoryLog target = MemoryLog.withBrokersTime("target").range(-700, 0);
    for (int id = 0; id < size; id++) {
      target.copied(id, id);
    }
    Question question = untimed(target, size - 100).withTerms(settled());

    Row row = ask(question, source, target);

    assertThat(row.anchor()).isEqualTo(Anchor.HEADER);
    assertThat(row.resume()).isEqualTo(target.end() - 100);
    assertThat(target.recordsRead()).as("read of the target").isLessThan(20_000);
  }

  @Test
  void aHeaderThatNamesTheWrongRecordIsRefuted() {
    MemoryLog source = MemoryLog.named("source").range(0, 1_000);
    MemoryLog target = MemoryLog.named("target");
    for (int id = 0; id < 1_000; id++) {
      target.copied(id, id + 3);
    }

    Row row = ask(untimed(target, 600).withTerms(settled()), source, target);

    assertThat(row.anchor()).isEqualTo(Anchor.WINDOW);
    assertThat(row.resume()).isEqualTo(600);
    assertThat(row.reason()).contains("1 hint read again");
  }

  @Test
  void calibrationFindsTheHeaderAndNotesThatItTellsTheTruth() {
    MemoryLog source = MemoryLog.named("source").range(0, 100);
    MemoryLog truthful = MemoryLog.named("target");
    MemoryLog wrong = MemoryLog.named("target");
    for (int id = 0; id < 100; id++) {
      truthful.copied(id, id);
      wrong.copied(id, id + 1);
    }

    assertThat(calibrated(source, truthful).offsetHeader()).isEqualTo("redpanda-migrator-offset");
    assertThat(calibrated(source, wrong).offsetHeader()).isNull();
    assertThat(calibrated(source, MemoryLog.named("t").range(0, 100)).offsetHeader()).isNull();
  }

  /**
   *
   *
   * <pre>
   * source | 0 .. 39 [40 .. 159] 160 .. 199]     lost on the way, and the boundary in the middle
   * target | x y 20 .. 39        160 .. 199]     begins elsewhere
   * </pre>
   */
  @Test
  void drainedLogsAreWalkedBackFromTheirEnds() {
    MemoryLog source = MemoryLog.named("source").range(0, 200);
    MemoryLog target = MemoryLog.named("target").add(7_000, 7_001).range(20, 40).range(160, 200);

    Row row = ask(Checks.frozen(source, target, 100), source, target, SMALL);

    assertThat(row.anchor()).isEqualTo(Anchor.TAIL);
    assertThat(row.verdict()).isEqualTo(Verdict.SKIP);
    assertThat(row.counts().skip()).isEqualTo(60);
    assertThat(ask(live(source, target, 100), source, target, SMALL).anchor())
        .isEqualTo(Anchor.WINDOW);
  }

  /** The pair of ends that was kept at the freeze; the application writes to the target since. */
  @Test
  void aFreezeAnchorNamesTheEndsOfBothLogs() {
    MemoryLog source = MemoryLog.named("source").range(0, 300);
    MemoryLog target = MemoryLog.named("target").add(7_000).range(0, 300);
    Hint frozenAt = new Hint(Anchor.PROVEN, source.end(), target.end());
    target.range(8_000, 8_010);

    Row row =
        ask(Checks.frozen(source, target, 300).withHints(List.of(frozenAt)), source, target, SMALL);

    assertThat(row.anchor()).isEqualTo(Anchor.PROVEN);
  }

  /** Both hold: the target has 50 to 59 twice. */
  @Test
  void hintsThatDisagreeAreNamedAndTheAnswerIsTheSame() {
    MemoryLog source = MemoryLog.named("source").range(0, 100);
    MemoryLog target = MemoryLog.named("target").range(0, 60).range(50, 100);
    Row plain = ask(source, target, 70);

    Row row =
        ask(live(source, target, 70).withHints(syncs(sync(55, 65), sync(55, 55))), source, target);

    assertThat(row.reason()).contains("1 hint in disagreement");
    assertThat(row.verdict()).isEqualTo(plain.verdict());
    assertThat(row.resume()).isEqualTo(plain.resume());
    assertThat(
            ask(
                    live(source, target, 70).withHints(syncs(sync(55, 65), sync(20, 20))),
                    source,
                    target)
                .reason())
        .doesNotContain("disagreement");
  }

  /** What does not hold disagrees with nothing. */
  @Test
  void aHintThatDoesNotHoldIsNotSaidToDisagree() {
    MemoryLog source = MemoryLog.named("source").range(0, 100);
    MemoryLog target = MemoryLog.named("target").range(0, 100);
    Question question = live(source, target, 70).withHints(syncs(sync(65, 65), sync(50, 80)));

    Row row = ask(question, source, target);

    assertThat(row.anchor()).isEqualTo(Anchor.SYNC);
    assertThat(row.resume()).isEqualTo(70);
    assertThat(row.reason()).doesNotContain("disagreement");
  }

  private static Question untimed(MemoryLog target, long committed) {
    return Question.of(
        Checks.PAIR,
        committed,
        Isolation.READ_UNCOMMITTED,
        Checks.contentOnly().withOffsetHeader("redpanda-migrator-offset"),
        target.end());
  }

  private static Terms settled() {
    return Terms.strict().withSettle(Duration.ZERO);
  }

  private static Profile calibrated(MemoryLog source, MemoryLog target) {
    Calibration calibration = Calibration.of(List.of(new Calibration.Sides(source, target)), false);
    return ((Calibration.Calibrated) calibration).profile();
  }
}
