package io.tidegate.parity;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

/** Offsets without a record: what a cleaner emptied, and what is a marker. */
final class HolesTest {
  private final MemoryLog log = MemoryLog.named("orders-0");

  private long emptied() {
    return new Holes(log).between(log.begin() - 1, log.end());
  }

  @Test
  void whereEveryOffsetHoldsARecordNothingWasEmptied() {
    log.range(0, 5);

    assertThat(emptied()).isZero();
  }

  @Test
  void aMarkerIsNoEmptiedOffset() {
    log.range(0, 5).marker().range(5, 8);

    assertThat(emptied()).isZero();
  }

  @Test
  void aHoleIsCountedWithoutTheMarkersInIt() {
    log.range(0, 5).hole(2).marker().hole(1).marker().hole(3).range(13, 15);

    assertThat(emptied()).isEqualTo(6);
  }

  @Test
  void aHoleBeforeTheFirstRecordIsCountedWithoutTheMarkersInIt() {
    log.hole(2).marker().hole(1).range(4, 6);

    assertThat(emptied()).isEqualTo(3);
  }

  /** Copies carry the producer's time, markers the broker's, which is later. */
  @Test
  void markersLaterThanAllRecordsDoNotHideTheHolesBehindThem() {
    log.timed(id -> 1_000_000L).range(0, 3).marker().range(3, 6).hole(2).marker().range(8, 9);

    assertThat(emptied()).isEqualTo(2);
  }

  @Test
  void aHoleAtTheEndIsCountedToo() {
    log.range(0, 3).hole(2);

    assertThat(emptied()).isEqualTo(2);
  }

  @Test
  void onlyWhatLiesBetweenThePlacesIsCounted() {
    log.hole(4).range(4, 6).hole(1).range(7, 9).hole(5);

    assertThat(new Holes(log).between(5, 7)).isEqualTo(1);
  }

  @Test
  void aHoleWithMoreMarkersThanAreAskedForCountsAsNone() {
    log.range(0, 1).hole(7);
    for (int n = 0; n < 3_000; n++) {
      log.marker();
    }
    log.range(8, 9);

    assertThat(emptied()).isZero();
  }
}
