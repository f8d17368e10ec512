package io.tidegate.parity;

import static org.assertj.core.api.Assertions.assertThat;

import io.tidegate.parity.Calibration.Calibrated;
import io.tidegate.parity.Calibration.Uncalibrated;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

/** A profile is derived from records that match, or there is none. */
final class CalibrationTest {

  private static Calibration of(MemoryLog source, MemoryLog target) {
    return Calibration.of(List.of(new Calibration.Sides(source, target)), false);
  }

  private static Profile profile(Calibration calibration) {
    assertThat(calibration).isInstanceOf(Calibrated.class);
    return ((Calibrated) calibration).profile();
  }

  @Test
  void timestampsOfTheProducerOnBothSidesBelongToTheIdentity() {
    MemoryLog source = MemoryLog.named("source").range(0, 5_000);
    MemoryLog target = MemoryLog.named("target").range(0, 4_900);

    Profile profile = profile(of(source, target));

    assertThat(profile.timestamp()).isTrue();
    assertThat(profile.ignoredHeaders()).isEqualTo(Profile.REPLICATOR_HEADERS);
  }

  @Test
  void theBrokersTimeOnTheTargetDoesNot() {
    MemoryLog source = MemoryLog.named("source").range(0, 5_000);
    MemoryLog target = MemoryLog.withBrokersTime("target").range(0, 4_900);

    assertThat(profile(of(source, target)).timestamp()).isFalse();
  }

  @Test
  void anUntimedProfileResolvesATargetWithTheBrokersTime() {
    MemoryLog source = MemoryLog.named("source").range(0, 500);
    MemoryLog target = MemoryLog.withBrokersTime("target").add(9_000).range(0, 500);
    Profile profile = profile(of(source, target));
    Question question =
        Question.of(Checks.PAIR, 300L, Isolation.READ_UNCOMMITTED, profile, target.end())
            .withTerms(Terms.strict().withSettle(Duration.ZERO));

    Row row = Checks.ask(question, source, target);

    assertThat(row.verdict()).isEqualTo(Verdict.EXACT);
    assertThat(row.resume()).isEqualTo(301);
  }

  @Test
  void aSmallTopicNeedsAllItsRecords() {
    MemoryLog source = MemoryLog.named("source").range(0, 10);

    assertThat(of(source, MemoryLog.named("target").range(0, 10))).isInstanceOf(Calibrated.class);
    assertThat(of(source, MemoryLog.named("target").range(0, 9))).isInstanceOf(Uncalibrated.class);
  }

  /** Each has its own time, so that the few copied tell nothing of those that come. */
  @Test
  void equalPayloadsOfWhichFewAreCopiedDoNotCostTheTimestamp() {
    GeneratedLog source = GeneratedLog.named("source").constant().range(0, 500);
    GeneratedLog few = GeneratedLog.named("target").constant().range(0, 20);
    GeneratedLog more = GeneratedLog.named("target").constant().range(0, 40);

    assertThat(Calibration.of(List.of(new Calibration.Sides(source, few)), false))
        .isInstanceOfSatisfying(
            Uncalibrated.class, none -> assertThat(none.why()).contains("only 20 of 32"));
    assertThat(profile(Calibration.of(List.of(new Calibration.Sides(source, more)), false)))
        .isEqualTo(Profile.plain(true, Isolation.READ_UNCOMMITTED));
  }

  /** Twenty copies are evidence for twenty records, however many have their content. */
  @Test
  void aCopyIsOnePairHoweverManyRecordsHaveItsContent() {
    GeneratedLog source = GeneratedLog.named("source").constant().range(0, 500);
    GeneratedLog target = GeneratedLog.withBrokersTime("target").constant().range(0, 20);

    assertThat(Calibration.of(List.of(new Calibration.Sides(source, target)), false))
        .isInstanceOfSatisfying(
            Uncalibrated.class, none -> assertThat(none.why()).contains("only 20 of 32"));
  }

  @Test
  void aReplicatorThatWritesItsOwnTimeLeavesContentsToGoBy() {
    MemoryLog source = MemoryLog.named("source").range(0, 500);
    MemoryLog target = MemoryLog.named("target").timed(id -> 9_000_000L + id).range(0, 400);

    assertThat(profile(of(source, target)).timestamp()).isFalse();
  }

  /** Each may be a megabyte, and a topic has many partitions. */
  @Test
  void noRecordIsHeldForTheNextPartition() {
    GeneratedLog first = GeneratedLog.named("target").remembering().range(0, 600);
    List<Long> held = new ArrayList<>();
    GeneratedLog second =
        GeneratedLog.named("target").whenOpened(() -> held.add(first.held())).range(600, 1_200);
    List<Calibration.Sides> topic =
        List.of(
            new Calibration.Sides(GeneratedLog.named("source").range(0, 600), first),
            new Calibration.Sides(GeneratedLog.named("source").range(600, 1_200), second));

    assertThat(profile(Calibration.of(topic, false)).timestamp()).isTrue();
    assertThat(held).isNotEmpty().allMatch(records -> records < 10);
  }

  @Test
  void pairsAreCountedOverAllPartitions() {
    MemoryLog one = MemoryLog.named("source").range(0, 20);
    MemoryLog two = MemoryLog.named("source").range(100, 120);
    Calibration.Sides first = new Calibration.Sides(one, MemoryLog.named("target").range(0, 20));
    Calibration.Sides half = new Calibration.Sides(two, MemoryLog.named("target").range(100, 112));

    assertThat(Calibration.of(List.of(first, half), false)).isInstanceOf(Calibrated.class);
    assertThat(Calibration.of(List.of(first), false)).isInstanceOf(Calibrated.class);
  }

  @Test
  void unrelatedTopicsAreNotCalibrated() {
    MemoryLog source = MemoryLog.named("source").range(0, 100);
    MemoryLog target = MemoryLog.named("target").range(5_000, 5_100);

    assertThat(of(source, target))
        .isInstanceOfSatisfying(
            Uncalibrated.class, none -> assertThat(none.why()).contains("only 0 of 32"));
  }

  @Test
  void anEmptyTopicHasNoProfile() {
    assertThat(of(MemoryLog.named("source"), MemoryLog.named("target")))
        .isInstanceOf(Uncalibrated.class);
  }

  @Test
  void aResolverDoesNotWaitForASourceThatHoldsNothing() {
    MemoryLog empty = MemoryLog.named("source");
    MemoryLog target = MemoryLog.named("target");
    Checks.FakeTime time = new Checks.FakeTime();
    Resolver resolver = new Resolver(time, time);

    resolver.calibrate(List.of(new Calibration.Sides(empty, target)), false, Duration.ofSeconds(5));
    resolver.calibrateAcross(List.of(empty), List.of(target, target), false, Duration.ofSeconds(5));

    assertThat(time.pauses()).isZero();
  }

  @Test
  void aResolverWaitsForAPipeThatIsAboutToSettle() {
    MemoryLog source = MemoryLog.named("source").range(0, 10);
    MemoryLog target = MemoryLog.named("target").range(0, 9);
    Checks.FakeTime time = new Checks.FakeTime();
    time.meanwhile(
        () -> {
          if (target.end() == 9) {
            target.add(9);
          }
        });

    Calibration calibration =
        new Resolver(time, time)
            .calibrate(
                List.of(new Calibration.Sides(source, target)), false, Duration.ofSeconds(5));

    assertThat(calibration).isInstanceOf(Calibrated.class);
    assertThat(time.pauses()).isEqualTo(1);
  }
}
