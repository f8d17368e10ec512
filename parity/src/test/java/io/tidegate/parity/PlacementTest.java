package io.tidegate.parity;

import static io.tidegate.parity.Checks.ask;
import static io.tidegate.parity.Checks.live;
import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/**
 * The resume point where records were sent again: T0 = the lowest of the last images, T* = T0 where
 * the order holds from there, else the largest place before it where it does.
 */
final class PlacementTest {

  /**
   * From T0 = 1 comes 1 before 0; from 0 all come in order, and 0 twice.
   *
   * <pre>
   * source | [0 1 2
   * target |  0 1 0 2       last images: 0 at 2, 1 at 1, 2 at 3
   * </pre>
   */
  @ParameterizedTest
  @CsvSource({"0, EXACT, 0", "1, REPLAY, 1", "2, SKIP, 2", "4, SKIP, 4"})
  void whereTheOrderDoesNotHoldAtT0ThePlaceLiesBeforeIt(long offset, Verdict grade, long records) {
    MemoryLog source = MemoryLog.of("source", 0, 1, 2);
    MemoryLog target = MemoryLog.of("target", 0, 1, 0, 2);

    Row row = ask(live(source, target, 0).withTargetCommitted(offset), source, target);

    assertThat(row.verdict()).isEqualTo(Verdict.REPLAY);
    assertThat(row.resume()).isEqualTo(0);
    assertThat(row.counts().replay()).isEqualTo(1);
    assertThat(row.grade())
        .as("nothing copied lies before T0 alone: below it only replays")
        .extracting(Grade::verdict, Grade::records)
        .containsExactly(grade, records);
  }

  /**
   * 0 is on the target only after 3: no place is in order, and T0 lies inside a stretch.
   *
   * <pre>
   * source | [0 1 2 3 4
   * target |  1 2 3 0 1 4       last images: 0 at 3, 1 at 4, 2 at 1, 3 at 2
   * </pre>
   */
  @ParameterizedTest
  @CsvSource({"0, 1", "3, 4"})
  void whereNoPlaceIsInOrderItIsT0AndDiverged(int before, long resume) {
    MemoryLog source = MemoryLog.of("source", 0, 1, 2, 3, 4);
    MemoryLog target = MemoryLog.named("target").hole(before).add(1, 2, 3, 0, 1, 4);

    Row row = ask(source, target, 0);

    assertThat(row.verdict()).isEqualTo(Verdict.DIVERGED);
    assertThat(row.resume()).isEqualTo(resume);
    assertThat(row.counts().reordered()).isEqualTo(2);
    assertThat(row.counts().replay()).isZero();
    assertThat(row.obligations()).doesNotContain(Obligation.ORDER, Obligation.AFTER);
  }

  /** A hole before the place: it is an offset, not a number of records. */
  @Test
  void aPlaceInsideAStretchIsReadAndNotAddedUp() {
    MemoryLog source = MemoryLog.of("source", 0, 1, 2, 3, 4);
    MemoryLog target = MemoryLog.of("target", 1).hole(5).add(2, 3, 0, 1, 4);

    assertThat(ask(source, target, 0).resume()).isEqualTo(6);
  }

  /**
   * Both the second 4 and 5, and the read 3 between them, come twice; 0 to 2 lie before the place.
   *
   * <pre>
   * source | 0 1 2 3 [4 5 6 7
   * target | 0 1 2 3  4 5 3 4 6 7      from the second 4 on 5 comes never, so from the first
   * </pre>
   */
  @Test
  void whatComesAgainIsCountedFromThePlaceOn() {
    MemoryLog source = MemoryLog.named("source").range(0, 8);
    MemoryLog target = MemoryLog.of("target", 0, 1, 2, 3, 4, 5, 3, 4, 6, 7);

    Row row = ask(source, target, 4);

    assertThat(row.verdict()).isEqualTo(Verdict.REPLAY);
    assertThat(row.resume()).isEqualTo(4);
    assertThat(row.counts().replay()).isEqualTo(2);
    assertThat(row.counts().replaySpan()).isEqualTo(Duration.ofMillis(1));
    assertThat(row.obligations()).doesNotContain(Obligation.BEFORE, Obligation.SUFFIX);
  }

  /** 20 to 39 were sent twice, so they begin where they are last. */
  @Test
  void aReplicatorThatWentBackAcrossTheBoundaryIsExactAtTheLastImage() {
    MemoryLog source = MemoryLog.named("source").range(0, 60);
    MemoryLog target = MemoryLog.named("target").range(0, 40).range(20, 60);

    Row row = ask(source, target, 30);

    assertThat(row.verdict()).isEqualTo(Verdict.EXACT);
    assertThat(row.resume()).isEqualTo(50);
    assertThat(row.counts().replay()).isZero();
  }

  @Test
  void unreadRecordsThatWereReadAreCountedWhetherTheyAreThereOrStillToArrive() {
    MemoryLog source = MemoryLog.named("source").range(0, 20);
    MemoryLog target = MemoryLog.named("target").range(0, 15);

    Row row = ask(source, target, 8);

    assertThat(row.counts().suffixRead()).isEqualTo(12);
    assertThat(row.counts().pending()).isEqualTo(5);
    assertThat(row.counts().pendingAge())
        .as("since the oldest of them was written")
        .isEqualTo(Duration.ofMillis(Checks.NOON.toEpochMilli() - 1_000_015L));
  }
}
