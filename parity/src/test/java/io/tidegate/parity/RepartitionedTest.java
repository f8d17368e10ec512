package io.tidegate.parity;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Topics whose partition counts differ: one row a target partition, and nothing is skipped. */
final class RepartitionedTest {
  private static final int CASES = 3_000;

  /**
   *
   *
   * <pre>
   * source 0 | 0 2 S 4 6       target 0 | 0 [6]
   * source 1 | 1 S 3 5         target 1 | 1 [3] 2      2 was read: it comes again
   *                            target 2 | [4] 5
   * </pre>
   */
  @Test
  void eachTargetPartitionResumesAtItsFirstUnreadRecord() {
    List<Row> rows =
        new UnevenTopic()
            .source(2L, 0, 2, 4, 6)
            .source(1L, 1, 3, 5)
            .target(0, 6)
            .target(1, 3, 2)
            .target(4, 5)
            .rows();

    assertThat(rows).extracting(Row::verdict).containsOnly(Verdict.REPLAY);
    assertThat(rows).extracting(Row::resume).containsExactly(1L, 1L, 0L);
    assertThat(rows).extracting(row -> row.counts().replay()).containsExactly(0L, 1L, 0L);
    assertThat(rows).extracting(Row::committed).containsOnlyNulls();
    assertThat(rows).extracting(row -> row.pair().partition()).containsOnlyNulls();
    assertThat(rows)
        .extracting(Row::light)
        .as("the order of each key is not proven; a replay is beyond no window")
        .containsExactly(Light.YELLOW, Light.RED, Light.YELLOW);
  }

  @Test
  void aWindowThatHoldsIsYellow() {
    List<Row> rows =
        new UnevenTopic().source(2L, 0, 2, 4, 6).target(0, 4).target(6, 2).target().rows();

    GroupRows lit = GroupRows.lit("g", rows, new ReplayWindow(1L, Duration.ofSeconds(1)), null);

    assertThat(lit.light()).isEqualTo(Light.YELLOW);
    assertThat(rows.get(2).resume()).as("nothing unread: its end").isZero();
  }

  @Test
  void anUnreadRecordOnNoTargetPartitionIsASkipOnEveryRow() {
    List<Row> rows = new UnevenTopic().source(1L, 0, 1, 2, 3).target(0, 1).target(3).rows();

    assertThat(rows).extracting(Row::verdict).containsOnly(Verdict.SKIP);
    assertThat(rows).extracting(Row::resume).containsOnlyNulls();
    assertThat(rows).extracting(row -> row.counts().skip()).containsOnly(1L);
    assertThat(rows).extracting(Row::light).containsOnly(Light.RED);
  }

  @Test
  void whatIsStillToArriveIsPendingAndCountedOnce() {
    List<Row> rows = new UnevenTopic().source(1L, 0, 1, 2, 3).target(0, 1).target().rows();

    assertThat(rows).extracting(Row::verdict).containsOnly(Verdict.REPLAY);
    assertThat(rows).extracting(row -> row.counts().pending()).containsExactly(2L, 0L);
    UnevenTopic frozen = new UnevenTopic().source(1L, 0, 1, 2, 3).target(0, 1).target();
    frozen.frozen = true;
    assertThat(frozen.rows()).extracting(Row::verdict).containsOnly(Verdict.SKIP);
  }

  @Test
  void readRecordsStillToArriveAreNotReplicatedYet() {
    List<Row> rows = new UnevenTopic().source(3L, 0, 1, 2, 3).target(0, 1).target().rows();

    assertThat(rows).extracting(Row::verdict).containsOnly(Verdict.NOT_REPLICATED_YET);
    assertThat(rows.get(0).counts().awaited()).isEqualTo(1);
  }

  @Test
  void strangersAfterTheResumePointDivergeAndBeforeItHarmNobody() {
    List<Row> rows = new UnevenTopic().source(1L, 0, 1, 2).target(900, 0, 1).target(2, 901).rows();

    assertThat(rows).extracting(Row::verdict).containsExactly(Verdict.REPLAY, Verdict.DIVERGED);
    assertThat(rows.get(1).counts().foreign()).isEqualTo(1);
  }

  /** In lots of three the one copy of 0 would be found for the first 0 and for the second. */
  @Test
  void equalRecordsThatStandTooFarApartHideNoLoss() {
    UnevenTopic topic =
        new UnevenTopic().source(0L, 0, 1, 2, 3, 4, 0, 5).target(0, 2, 4).target(1, 3, 5);

    assertThat(topic.rows()).extracting(Row::verdict).containsOnly(Verdict.SKIP);
    topic.lot = 3;
    assertThat(topic.rows())
        .allSatisfy(
            row -> {
              assertThat(row.verdict()).isEqualTo(Verdict.UNPROVEN);
              assertThat(row.resume()).isNull();
              assertThat(row.reason()).startsWith("equal unread records");
            });
  }

  @Test
  void aPositionByPolicyDoesNotHideALoss() {
    UnevenTopic topic =
        new UnevenTopic().source(9L, 0, 1).source(0L, 2, 3, 4).target(0, 1, 2).target(4);
    topic.terms = Terms.strict().withOutOfRange(Reset.LATEST);

    List<Row> rows = topic.rows();

    assertThat(rows).extracting(Row::verdict).containsOnly(Verdict.SKIP);
    assertThat(rows).extracting(Row::resume).containsOnlyNulls();
  }

  @ParameterizedTest
  @CsvSource({"9, OUT_OF_RANGE", ", UNCOMMITTED"})
  void whereAPositionHasNoPolicyNothingIsSeeded(@Nullable Long commit, Verdict verdict) {
    UnevenTopic topic =
        new UnevenTopic().source(commit, 0, 1).source(1L, 2, 3).target(0, 2).target(1, 3);

    List<Row> rows = topic.rows();

    assertThat(rows).extracting(Row::verdict).containsOnly(verdict);
    assertThat(rows).extracting(Row::resume).containsOnlyNulls();
    assertThat(rows.get(0).reason()).contains("declare where it starts");
  }

  @ParameterizedTest
  @CsvSource({"9, OUT_OF_RANGE", ", UNCOMMITTED"})
  void aPolicyPlacesWhatHasNoPosition(@Nullable Long commit, Verdict verdict) {
    UnevenTopic topic =
        new UnevenTopic().source(commit, 0, 1).source(1L, 2, 3).target(0, 2).target(1, 3);
    topic.terms = new Terms(Reset.LATEST, Reset.LATEST, false, false, Duration.ZERO, null, false);

    List<Row> rows = topic.rows();

    assertThat(rows).extracting(Row::verdict).containsOnly(verdict);
    assertThat(rows).extracting(Row::resume).containsExactly(2L, 1L);
    assertThat(rows).extracting(Row::light).containsOnly(Light.YELLOW);
  }

  @Test
  void anExpiredPositionResumesAtTheBeginWhereThatIsDeclared() {
    UnevenTopic topic = new UnevenTopic().source(1L, 0, 1, 2).target(0, 1).target(2);
    topic.sources.get(0).beginAt(2);

    assertThat(topic.rows()).extracting(Row::resume).containsOnlyNulls();
    topic.terms = Terms.strict().withResumeAtBegin(true);
    assertThat(topic.rows()).extracting(Row::verdict).containsOnly(Verdict.EXPIRED_SOURCE);
    assertThat(topic.rows()).extracting(Row::resume).containsExactly(2L, 0L);
  }

  @Test
  void strangersWhereAPositionHasNoPolicyAreNotSeededEvenOnAWaiver() {
    UnevenTopic topic = new UnevenTopic().source(null, 0, 1).target(0, 900, 1);

    assertThat(topic.rows().get(0).verdict()).isEqualTo(Verdict.DIVERGED);
    assertThat(topic.rows().get(0).resume()).isNull();
  }

  @Test
  void equalRecordsAreCountedAndNotConfused() {
    List<Row> twoOfThree = new UnevenTopic().source(0L, 7, 7, 7).target(7).target(7).rows();
    List<Row> all = new UnevenTopic().source(0L, 7, 7, 7).target(7, 7).target(7).rows();

    assertThat(twoOfThree.get(0).counts().pending()).isEqualTo(1);
    assertThat(all.get(0).counts().pending()).isZero();
  }

  @Test
  void abortedRecordsThatTheReplicatorLeavesOutAreNotLost() {
    UnevenTopic topic = new UnevenTopic().source(1L, 0, 1).target(0, 4).target(1);
    topic.sources.get(0).aborted(2, 3).add(4);

    List<Row> rows = topic.rows();

    assertThat(rows).extracting(Row::verdict).containsOnly(Verdict.REPLAY);
    assertThat(rows.get(0).counts().aborted()).isEqualTo(2);
    assertThat(rows.get(0).counts().skip()).isZero();
  }

  @Test
  void aTopicIsCalibratedAcrossItsPartitions() {
    MemoryLog one = MemoryLog.named("s-0").range(0, 50);
    MemoryLog two = MemoryLog.named("s-1").range(50, 100);
    MemoryLog odd = MemoryLog.named("t-0");
    MemoryLog even = MemoryLog.named("t-1");
    for (int id = 0; id < 100; id++) {
      (id % 2 == 0 ? even : odd).add(id);
    }

    assertThat(Calibration.acrossPartitions(List.of(one, two), List.of(odd, even), false))
        .isInstanceOfSatisfying(
            Calibration.Calibrated.class,
            found -> assertThat(found.profile().timestamp()).isTrue());
    assertThat(
            Calibration.acrossPartitions(
                List.of(one), List.of(MemoryLog.named("t").range(500, 600)), false))
        .isInstanceOf(Calibration.Uncalibrated.class);
  }

  /** Two of three equal read records are there: the third will arrive and be read again. */
  @Test
  void aReadRecordThatRepeatsIsAwaitedUntilItIsThereAsOften() {
    List<Row> awaited = new UnevenTopic().source(3L, 7, 7, 7).target(7).target(7).rows();
    List<Row> all = new UnevenTopic().source(3L, 7, 7, 7).target(7, 7).target(7).rows();

    assertThat(awaited.get(0).counts().awaited()).isEqualTo(1);
    assertThat(awaited.get(0).light()).isEqualTo(Light.RED);
    assertThat(all.get(0).counts().awaited()).isZero();
  }

  /** Six records, on two partitions: neither pair of partitions alone has them. */
  @Test
  void aSmallTopicIsCalibratedByAllItsRecords() {
    MemoryLog source = MemoryLog.named("s-0").range(0, 6);
    MemoryLog odd = MemoryLog.of("t-0", 1, 3, 5);
    MemoryLog even = MemoryLog.of("t-1", 0, 2, 4);
    Checks.FakeTime time = new Checks.FakeTime();

    Calibration found =
        new Resolver(time, time)
            .calibrateAcross(
                List.of(source), List.of(odd, even), false, java.time.Duration.ofSeconds(1));

    assertThat(found).isInstanceOf(Calibration.Calibrated.class);
    assertThat(time.pauses()).isZero();
  }

  /** An oracle that delivers: all unread records arrive, and as many too much as the rows say. */
  @ParameterizedTest
  @ValueSource(ints = {3, Repartitioned.LOT})
  void whatTheRowsSayIsDelivered(int lot) {
    Map<Verdict, Integer> verdicts = new EnumMap<>(Verdict.class);
    List<String> wrong = new ArrayList<>();
    int cases = lot < 100 ? CASES : CASES / 10;
    for (long seed = 1; seed <= cases; seed++) {
      Random random = new Random(seed);
      UnevenTopic topic = new UnevenTopic();
      topic.lot = lot;
      topic.fill(random);
      List<Row> rows = topic.rows();
      rows.forEach(row -> verdicts.merge(row.verdict(), 1, Integer::sum));
      String picture = "seed " + seed + ": ";
      topic.wrong(rows).forEach(why -> wrong.add(picture + why));
    }
    System.out.println("repartitioned, lots of " + lot + ": " + verdicts);
    assertThat(wrong).isEmpty();
    assertThat(verdicts.getOrDefault(Verdict.REPLAY, 0)).isGreaterThan(cases / 2);
  }
}
