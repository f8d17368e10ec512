package io.tidegate.parity;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Comparator;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * Several groups of one partition share what is read, and each has the answer that it has alone:
 * the oracle is the resolver, asked about one group at a time.
 */
final class SharedWalkTest {
  private static final int CASES = Integer.getInteger("parity.cases", 2_700) / 3;
  private static final long SEED = Long.getLong("parity.seed", 20_261_123L);
  private static final int GROUPS = 5;
  private static final int LAG = 200_000;

  static Stream<Pipe.Kind> kinds() {
    return RandomLogsTest.kinds();
  }

  @ParameterizedTest
  @MethodSource("kinds")
  void eachHasTheAnswerThatItHasAlone(Pipe.Kind kind) {
    List<String> unlike = new ArrayList<>();
    Map<Verdict, Integer> verdicts = new EnumMap<>(Verdict.class);
    for (int n = 0; n < CASES; n++) {
      long seed = SEED + 1_000_003L * kind.name().hashCode() + n;
      Random random = new Random(seed);
      Pipe pipe = Pipe.random(kind, random);
      boolean frozen = random.nextInt(4) == 0;
      Bounds bounds = random.nextBoolean() ? Checks.SMALL : Bounds.DEFAULT;
      SharedWalk shared = new SharedWalk();
      for (Question question : questions(kind, pipe, frozen, random)) {
        Row alone = Checks.ask(question, pipe.source(), pipe.target(), bounds);
        Row together = Checks.ask(question, pipe.source(), pipe.target(), bounds, shared);
        verdicts.merge(alone.verdict(), 1, Integer::sum);
        boolean notHandedOn = alone.proven() != null && together.proven() == null;
        if (notHandedOn || !told(together).equals(told(alone))) {
          unlike.add(
              "seed %d%s %s\n  alone    %s\n  together %s"
                  .formatted(
                      seed,
                      frozen ? " frozen" : "",
                      pipe.at(committed(question)),
                      alone,
                      together));
        }
      }
    }
    System.out.println(kind + ", seed " + SEED + ": " + verdicts);
    unlike.sort(Comparator.comparingInt(String::length));
    assertThat(unlike).as("%d answers", unlike.size()).isEmpty();
  }

  /** Positions in ascending order, some of them equal, each with notes of its own. */
  private static List<Question> questions(
      Pipe.Kind kind, Pipe pipe, boolean frozen, Random random) {
    List<Hint> truths = new ArrayList<>(pipe.truths());
    List<Question> questions = new ArrayList<>();
    for (int group = 0; group < GROUPS; group++) {
      Question question =
          Checks.of(pipe.at(random.nextInt((int) pipe.source().end() + 1)), frozen, kind);
      Collections.shuffle(truths, random);
      List<Hint> hints =
          new ArrayList<>(truths.subList(0, Math.min(random.nextInt(4), truths.size())));
      if (random.nextInt(4) == 0) {
        hints.add(Checks.sync(random.nextInt(40), random.nextInt(40)));
      }
      Long most = random.nextInt(4) == 0 ? (Long) (1L + random.nextInt(20)) : null;
      questions.add(question.withHints(hints).withTerms(question.terms().withSuffixRecords(most)));
    }
    questions.sort(Comparator.comparingLong(SharedWalkTest::committed));
    return questions;
  }

  private static long committed(Question question) {
    Long committed = question.committed();
    return committed == null ? -1 : committed;
  }

  /** All but what is handed on: that may reach further back. */
  private static Row told(Row row) {
    return row.withProven(null);
  }

  @Test
  void whatGroupsFarBehindReadIsReadOnce() {
    MemoryLog source = MemoryLog.named("source").range(0, LAG);
    MemoryLog target = MemoryLog.named("target").add(900_000, 900_001, 900_002).range(0, LAG);
    SharedWalk shared = new SharedWalk();
    Row first = Checks.ask(Checks.live(source, target, 1_000), source, target, shared);
    long onSource = source.recordsRead();
    long onTarget = target.recordsRead();
    assertThat(first.verdict()).as(first.reason()).isEqualTo(Verdict.EXACT);

    for (int group = 1; group < 20; group++) {
      long position = 1_000 + 9_000L * group;
      Row row = Checks.ask(Checks.live(source, target, position), source, target, shared);
      assertThat(row.verdict()).as(row.reason()).isEqualTo(Verdict.EXACT);
      assertThat(row.anchor()).isEqualTo(Anchor.WINDOW);
      assertThat(row.resume()).isEqualTo(position + 3);
      assertThat(row.counts().suffixRead()).isEqualTo(LAG - position);
    }

    assertThat(source.recordsRead() - onSource).as("of the source by 19 more").isLessThan(LAG / 3);
    assertThat(target.recordsRead() - onTarget).as("of the target by 19 more").isLessThan(LAG / 3);
  }

  /** What is declared not to be read is not read for the sake of another group either. */
  @Test
  void whatLiesBetweenTwoCutsIsNotRead() {
    MemoryLog source = MemoryLog.named("source").range(0, LAG);
    MemoryLog target = MemoryLog.named("target").range(0, LAG);
    SharedWalk shared = new SharedWalk();
    for (long position : new long[] {1_000, 1_500, 150_000}) {
      Question question = Checks.live(source, target, position);
      Row row =
          Checks.ask(
              question.withTerms(question.terms().withSuffixRecords(1_000L)),
              source,
              target,
              shared);
      assertThat(row.resume()).as(row.reason()).isEqualTo(position);
      assertThat(row.proof()).isEqualTo(Proof.RANGE);
    }
    assertThat(source.recordsRead()).isLessThan(LAG / 5);
    assertThat(target.recordsRead()).isLessThan(LAG / 5);
  }

  /** Else the check after quiesce reads all of it again, while the applications stand still. */
  @Test
  void behindARegionSentAgainInManyPiecesEachHandsOnWhatItWouldAlone() {
    MemoryLog source = MemoryLog.named("source").range(0, 20_000);
    MemoryLog target = MemoryLog.named("target").range(0, 1_000);
    for (int at = 1_000; at < 10_000; at += 30) {
      target.range(at - 10, at + 30);
    }
    target.range(10_000, 20_000);
    SharedWalk shared = new SharedWalk();
    Row first = Checks.ask(Checks.live(source, target, 500), source, target, shared);
    assertThat(first.proven()).as(first.reason()).isNull();
    for (long position : new long[] {15_000, 16_000, 17_000}) {
      Row row = Checks.ask(Checks.live(source, target, position), source, target, shared);
      assertThat(row.verdict()).as(row.reason()).isEqualTo(Verdict.EXACT);
      assertThat(row.proven()).isNotNull();
    }
  }

  /** A group that comes later sees what was copied meanwhile. */
  @Test
  void recordsThatCameBetweenTwoGroupsAreSeen() {
    MemoryLog source = MemoryLog.named("source").range(0, 3_000);
    MemoryLog target = MemoryLog.named("target").range(0, 3_000);
    SharedWalk shared = new SharedWalk();
    Question second = Checks.live(source, target, 2_000);
    Row first = Checks.ask(Checks.live(source, target, 1_500), source, target, shared);
    target.range(1_000, 3_000);

    Row row = Checks.ask(second, source, target, shared);

    assertThat(first.resume()).isEqualTo(1_500);
    assertThat(row.verdict()).as(row.reason()).isEqualTo(Verdict.EXACT);
    assertThat(row.resume()).isEqualTo(4_000);
  }

  /** One pipe, and one time to settle: who comes later does not wait for it again. */
  @Test
  void groupsBehindOnePipeWaitForItOnce() {
    MemoryLog source = MemoryLog.named("source").range(0, 3_000);
    MemoryLog target = MemoryLog.named("target").range(0, 2_500);
    SharedWalk shared = new SharedWalk();
    Checks.FakeTime time = new Checks.FakeTime();
    Resolver resolver = new Resolver(time, time);
    Row first = resolver.resolve(patient(source, target, 500), source, target, shared);
    int pauses = time.pauses();
    Row second = resolver.resolve(patient(source, target, 900), source, target, shared);

    assertThat(pauses).isPositive();
    assertThat(time.pauses()).isEqualTo(pauses);
    assertThat(first.verdict()).as(first.reason()).isEqualTo(Verdict.EXACT);
    assertThat(second.verdict()).as(second.reason()).isEqualTo(Verdict.EXACT);
    assertThat(second.counts().pending()).isEqualTo(500);
  }

  /** The first had no time to wait and needed none: that says nothing of the pipe. */
  @Test
  void whoNeverWaitedTakesNoPatienceFromTheNext() {
    MemoryLog source = MemoryLog.named("source").range(0, 3_000);
    MemoryLog target = MemoryLog.named("target").range(0, 3_000);
    SharedWalk shared = new SharedWalk();
    Checks.ask(Checks.live(source, target, 500), source, target, shared);
    source.range(3_000, 3_100);
    Checks.FakeTime time = new Checks.FakeTime().meanwhile(() -> copyTo(target, 3_100));

    Row second =
        new Resolver(time, time).resolve(patient(source, target, 900), source, target, shared);

    assertThat(time.pauses()).isPositive();
    assertThat(second.verdict()).as(second.reason()).isEqualTo(Verdict.EXACT);
    assertThat(second.counts().pending()).isZero();
  }

  private static void copyTo(MemoryLog target, int end) {
    target.range((int) target.end(), end);
  }

  private static Question patient(MemoryLog source, MemoryLog target, long position) {
    Question question = Checks.live(source, target, position);
    return question.withTerms(question.terms().withSettle(Duration.ofSeconds(30)));
  }
}
