package io.tidegate.parity;

import static io.tidegate.parity.Checks.ask;
import static io.tidegate.parity.Checks.live;
import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Offsets that somebody else wrote, measured against the resume point. */
final class GradingTest {
  private final MemoryLog source = MemoryLog.named("source").range(0, 20);
  private final MemoryLog target = MemoryLog.named("target").add(900, 901).range(0, 20);

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
}
