package io.tidegate.parity;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Instant;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Positions that a runbook declares by time or by a marker. Record n has the time of n. */
final class PositionsTest {
  private static Instant timeOf(int id) {
    return Instant.ofEpochMilli(1_000_000L + id);
  }

  @ParameterizedTest
  @CsvSource({"0, 0", "3, 5", "7, 7", "60, 12"})
  void aTimestampIsTheFirstRecordAtOrAfterIt(int time, long offset) {
    MemoryLog log =
        MemoryLog.named("legacy orders-0").add(0, 1, 2).hole(2).add(5, 3, 9, 9, 4).marker().add(20);

    assertThat(Positions.firstAtOrAfter(log, timeOf(time)))
        .isEqualTo(new SourcePosition.At(offset));
  }

  @Test
  void whatIsNotVisibleIsNoPosition() {
    MemoryLog log = MemoryLog.named("orders").add(0, 1).aborted(5, 6).add(7).committedView();

    assertThat(Positions.firstAtOrAfter(log, timeOf(4))).isEqualTo(new SourcePosition.At(5));
  }

  @Test
  void aMarkerIsAfterItsLastOccurrence() {
    MemoryLog log = MemoryLog.named("orders").range(0, 20_000);
    log.marked(20_000, "run-id", "42").range(20_001, 20_010).marked(20_010, "run-id", "42");
    log.range(20_011, 20_020).marked(20_020, "run-id", "43").range(20_021, 40_000);

    assertThat(Positions.afterLast(log, "run-id", "42")).isEqualTo(new SourcePosition.At(20_011));
    assertThat(log.recordsRead()).as("each record once").isLessThanOrEqualTo(40_000);
  }

  @Test
  void aMarkerThatIsNotThereSaysSo() {
    MemoryLog log = MemoryLog.named("legacy orders-0").range(0, 10);
    log.marked(10, "run-id", "41");

    assertThat(Positions.afterLast(log, "run-id", "42"))
        .isInstanceOfSatisfying(
            SourcePosition.Nowhere.class,
            nowhere -> assertThat(nowhere.why()).contains("legacy orders-0", "run-id", "\"42\""));
  }

  @Test
  void anEmptyLogHasItsEndAndNoMarker() {
    MemoryLog log = MemoryLog.named("orders");

    assertThat(Positions.firstAtOrAfter(log, timeOf(3))).isEqualTo(new SourcePosition.At(0));
    assertThat(Positions.afterLast(log, "a", "b")).isInstanceOf(SourcePosition.Nowhere.class);
  }
}
