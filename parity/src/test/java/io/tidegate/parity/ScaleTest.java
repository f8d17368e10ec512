package io.tidegate.parity;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;

/**
 * What a check reads is a small multiple of the range it proves, and what it holds does not grow
 * with it. A tenth of the full size; {@code -Dparity.scale=1} takes all of it.
 */
final class ScaleTest {
  private static final int PART = Integer.getInteger("parity.scale", 10);
  private static final long LAG = 5_000_000 / PART;
  private static final long RESENT = 500_000 / PART;

  private static Question question(GeneratedLog target, long committed, boolean timed) {
    return Question.of(
            Checks.PAIR,
            committed,
            Isolation.READ_UNCOMMITTED,
            Profile.plain(timed, Isolation.READ_UNCOMMITTED),
            target.end())
        .withTerms(Terms.strict().withSettle(Duration.ZERO));
  }

  private static Row ask(Question question, PartitionLog source, PartitionLog target) {
    Checks.FakeTime time = new Checks.FakeTime();
    return new Resolver(time, time).resolve(question, source, target);
  }

  @Test
  void aGroupFarBehindIsReadOnceOnEitherSide() {
    GeneratedLog source = GeneratedLog.named("source").range(0, LAG + 10_000);
    GeneratedLog target = GeneratedLog.named("target").range(-700, LAG + 10_000);

    Row row = ask(question(target, 10_000, true), source, target);

    assertThat(row.verdict()).as(row.reason()).isEqualTo(Verdict.EXACT);
    assertThat(row.resume()).isEqualTo(10_700);
    assertThat(row.counts().suffixRead()).isEqualTo(LAG);
    assertThat((double) source.recordsRead() / LAG).as("reads of the source").isLessThan(1.1);
    assertThat((double) target.recordsRead() / LAG).as("reads of the target").isLessThan(1.1);
  }

  @Test
  void withoutTimestampsItIsReadThreeTimesAtMost() {
    GeneratedLog source = GeneratedLog.named("source").range(0, LAG);
    GeneratedLog target = GeneratedLog.withBrokersTime("target").range(-700, LAG);

    Row row = ask(question(target, 10_000, false), source, target);

    assertThat(row.verdict()).as(row.reason()).isEqualTo(Verdict.EXACT);
    assertThat((double) source.recordsRead() / LAG).as("reads of the source").isLessThan(3);
    assertThat((double) target.recordsRead() / LAG).as("reads of the target").isLessThan(3);
  }

  @Test
  void aResendIsReadAsOftenAsItIsThere() {
    long all = 4 * RESENT;
    GeneratedLog source = GeneratedLog.named("source").range(0, all);
    GeneratedLog target = GeneratedLog.named("target").range(0, 2 * RESENT).range(RESENT, all);

    Row row = ask(question(target, RESENT + RESENT / 2, true), source, target);

    assertThat(row.verdict()).as(row.reason()).isEqualTo(Verdict.EXACT);
    assertThat(row.resume()).isEqualTo(2 * RESENT + RESENT / 2);
    assertThat((double) source.recordsRead() / all).as("reads of the source").isLessThan(2);
    assertThat((double) target.recordsRead() / all).as("reads of the target").isLessThan(2);
  }

  /** The replicator has caught up, and sends the last half again: the target's end is a re-send. */
  @Test
  void aResendThatEndsTheTargetIsReadOnceForEachLook() {
    long all = 4 * RESENT;
    GeneratedLog source = GeneratedLog.named("source").range(0, all);
    GeneratedLog target = GeneratedLog.named("target").range(0, all).range(all - RESENT, all - 70);
    Checks.FakeTime time = new Checks.FakeTime();
    Question asked =
        question(target, all - RESENT, true)
            .withTerms(Terms.strict().withSettle(Duration.ofSeconds(10)));

    Row row = new Resolver(time, time).resolve(asked, source, target);

    assertThat(row.verdict()).as(row.reason()).isEqualTo(Verdict.NOT_REPLICATED_YET);
    assertThat(time.pauses()).isGreaterThan(4);
    assertThat((double) source.recordsRead() / all).as("reads of the source").isLessThan(2);
    assertThat((double) target.recordsRead() / all).as("reads of the target").isLessThan(2);
  }

  @Test
  void strangersAmongManyRecordsAreLookedUpTogether() {
    GeneratedLog source = GeneratedLog.named("source").range(0, LAG);
    GeneratedLog target = GeneratedLog.named("target");
    long step = LAG / 50;
    for (long from = 0; from < LAG; from += step) {
      target.range(from, Math.min(LAG, from + step)).range(50 * LAG + from, 50 * LAG + from + 2);
    }

    Row row = ask(question(target, LAG - 100, true), source, target);
    Row early = ask(question(target, 100, true), source, target);

    assertThat(row.resume() == null || row.verdict() != Verdict.EXACT).isTrue();
    assertThat(early.verdict()).isNotEqualTo(Verdict.EXACT);
    assertThat((double) source.recordsRead() / LAG).as("reads of the source").isLessThan(5);
    assertThat((double) target.recordsRead() / LAG).as("reads of the target").isLessThan(5);
  }

  @Test
  void aWalkOfMillionsHoldsTwoRingsAndAFewRuns() {
    GeneratedLog source = GeneratedLog.named("source").range(0, LAG);
    GeneratedLog target =
        GeneratedLog.named("target").range(0, LAG / 2).range(LAG / 2 - RESENT, LAG);
    Sides sides =
        new Sides(source, target, new Identity(Profile.plain(true, Isolation.READ_UNCOMMITTED)));
    Bounds bounds = Bounds.DEFAULT;

    try (Walk walk = new Walk(sides, bounds, new Walk.Cuts(10, LAG, Long.MAX_VALUE), 0, 0)) {
      walk.advance(source.end(), target.end());

      assertThat(walk.runs()).hasSizeLessThan((int) (LAG / bounds.runLength()) + 16);
      assertThat(walk.held()).isLessThan(2L * bounds.windowCapacity() + 2L * Landmarks.MOST + 200);
    }
  }

  @Test
  void aSecondCheckOfARangeOfMillionsReadsOnlyItsEnd() {
    GeneratedLog source = GeneratedLog.named("source").range(0, LAG);
    GeneratedLog target = GeneratedLog.named("target").range(-700, LAG);
    Row first = ask(question(target, 10_000, true), source, target);
    long onSource = source.recordsRead();
    long onTarget = target.recordsRead();
    source.range(LAG, LAG + 1_000);
    target.range(LAG, LAG + 1_000);

    Row second = ask(question(target, 10_000, true).withProven(first.proven()), source, target);

    assertThat(second.verdict()).as(second.reason()).isEqualTo(Verdict.EXACT);
    assertThat(second.anchor()).isEqualTo(Anchor.PROVEN);
    assertThat(second.counts().suffixRead()).isEqualTo(LAG - 10_000 + 1_000);
    assertThat(source.recordsRead() - onSource).isLessThan(5_000);
    assertThat(target.recordsRead() - onTarget).isLessThan(5_000);
  }

  /**
   * Of the target only what lies beyond. The source once more: whether the record that was copied
   * last stands anywhere else on it, which without a producer's time only its content tells.
   */
  @Test
  void withoutTimestampsASecondCheckReadsTheSourceOnceAndOfTheTargetOnlyItsEnd() {
    GeneratedLog source = GeneratedLog.named("source").range(0, LAG);
    GeneratedLog target = GeneratedLog.withBrokersTime("target").range(-700, LAG);
    Row first = ask(question(target, 10_000, false), source, target);
    long onSource = source.recordsRead();
    long onTarget = target.recordsRead();
    source.range(LAG, LAG + 1_000);
    target.range(LAG, LAG + 1_000);

    Row second = ask(question(target, 10_000, false).withProven(first.proven()), source, target);

    assertThat(second.verdict()).as(second.reason()).isEqualTo(Verdict.EXACT);
    assertThat(second.anchor()).isEqualTo(Anchor.PROVEN);
    assertThat(source.recordsRead() - onSource).isBetween(LAG, LAG + 5_000);
    assertThat(target.recordsRead() - onTarget).isLessThan(5_000);
  }

  @Test
  void aTopicWhosePartitionCountsDifferIsReadAFewTimes() {
    GeneratedLog one = GeneratedLog.named("source-0").range(0, LAG / 2);
    GeneratedLog two = GeneratedLog.named("source-1").range(LAG, LAG + LAG / 2);
    GeneratedLog onTarget =
        GeneratedLog.named("target-0").range(0, LAG / 2).range(LAG, LAG + LAG / 2);
    Checks.FakeTime time = new Checks.FakeTime();
    List<Row> rows =
        new Repartitioned(time, time)
            .rows(
                new RepartitionedTopic(
                    List.of(
                        new RepartitionedTopic.Source(one, 1_000L),
                        new RepartitionedTopic.Source(two, 1_000L)),
                    List.of(
                        new RepartitionedTopic.Target(
                            PartitionPair.repartitioned("orders", "orders", 0), onTarget, null)),
                    Isolation.READ_UNCOMMITTED,
                    Profile.plain(true, Isolation.READ_UNCOMMITTED),
                    Terms.strict().withSettle(Duration.ZERO),
                    Frame.steady()));

    assertThat(rows.get(0).verdict()).as(rows.get(0).reason()).isEqualTo(Verdict.REPLAY);
    assertThat(rows.get(0).resume()).isEqualTo(1_000);
    assertThat(rows.get(0).counts().replay()).isEqualTo(1_000);
    long lots = LAG / Repartitioned.LOT + 1;
    assertThat((double) onTarget.recordsRead() / LAG).isLessThan(4.0 + lots);
    assertThat((double) one.recordsRead() / LAG).isLessThan(4.0 + lots);
  }
}
