package io.tidegate.parity;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Random;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** A later check goes on where an earlier one ended, and says what a full one says. */
final class ProvenRangeTest {
  private static final int CASES = 6_000;
  private static final int LAG = 200_000;

  private static Row again(Row first, MemoryLog source, MemoryLog target, long committed) {
    Question question = Checks.live(source, target, committed).withProven(proven(first));
    return Checks.ask(question, source, target);
  }

  private static ProvenRange proven(Row row) {
    assertThat(row.proven()).as(row.reason()).isNotNull();
    return Objects.requireNonNull(row.proven());
  }

  @Test
  void aSecondCheckReadsOnlyWhatLiesBeyond() {
    MemoryLog source = MemoryLog.named("source").range(0, LAG);
    MemoryLog target = MemoryLog.named("target").range(0, LAG);
    Row first = Checks.ask(source, target, 1_000);
    assertThat(proven(first).stretches()).hasSizeLessThan(10);
    source.range(LAG, LAG + 500);
    target.range(LAG, LAG + 500);
    long readOnSource = source.recordsRead();
    long readOnTarget = target.recordsRead();

    Row second = again(first, source, target, 1_000);

    assertThat(second.anchor()).isEqualTo(Anchor.PROVEN);
    assertThat(second.verdict()).isEqualTo(Verdict.EXACT);
    assertThat(second.resume()).isEqualTo(1_000);
    assertThat(second.counts().suffixRead()).isEqualTo(LAG + 500 - 1_000);
    assertThat(source.recordsRead() - readOnSource).isLessThan(4_000);
    assertThat(target.recordsRead() - readOnTarget).isLessThan(4_000);
  }

  @Test
  void theRangeOfASecondCheckIsHandedOnAgainAndStaysSmall() {
    MemoryLog source = MemoryLog.named("source").range(0, 5_000);
    MemoryLog target = MemoryLog.named("target").range(0, 5_000);
    Row row = Checks.ask(source, target, 4_000);
    for (int n = 0; n < 50; n++) {
      source.range(5_000 + 10 * n, 5_010 + 10 * n);
      target.range(5_000 + 10 * n, 5_010 + 10 * n);
      row = again(row, source, target, 4_000 + 9 * n);
      assertThat(row.verdict()).as(row.reason()).isEqualTo(Verdict.EXACT);
      assertThat(row.resume()).isEqualTo(4_000 + 9 * n);
    }
    assertThat(row.anchor()).isEqualTo(Anchor.PROVEN);
    assertThat(proven(row).stretches()).hasSizeLessThan(8);
  }

  @Test
  void recordsSentAgainAfterTheFirstCheckMoveTheAnswer() {
    MemoryLog source = MemoryLog.named("source").range(0, 3_000);
    MemoryLog target = MemoryLog.named("target").range(0, 3_000);
    Row first = Checks.ask(source, target, 1_500);
    target.range(1_000, 3_000);

    Row second = again(first, source, target, 1_500);

    assertThat(first.resume()).isEqualTo(1_500);
    assertThat(second.verdict()).isEqualTo(Verdict.EXACT);
    assertThat(second.resume()).isEqualTo(3_500);
  }

  @Test
  void aRangeOfOtherLogsIsRefutedAndTheCheckBeginsAnew() {
    MemoryLog source = MemoryLog.named("source").range(0, 3_000);
    Row first = Checks.ask(source, MemoryLog.named("target").range(0, 3_000), 1_500);
    MemoryLog anew = MemoryLog.named("target").add(9_000).range(0, 3_000);

    Row second = again(first, source, anew, 1_500);

    assertThat(second.anchor()).isEqualTo(Anchor.WINDOW);
    assertThat(second.resume()).isEqualTo(1_501);
    assertThat(second.reason()).contains("1 hint read again");
  }

  /** Its records may be equal where they are read again, and others between. */
  @Test
  void aRangeOfATopicThatWasCreatedAnewIsNotGoneOnFrom() {
    MemoryLog source = MemoryLog.named("source").range(0, 3_000);
    MemoryLog target = MemoryLog.named("target").range(0, 3_000);
    Question question = Checks.live(source, target, 1_500);
    Row first = Checks.ask(question, source, target);
    Frame anew = new Frame(null, true, false, false, "source", "another");
    Frame unknown = new Frame(null, true, false, false, null, null);

    Question later = question.withProven(proven(first));

    assertThat(Checks.ask(later, source, target).anchor()).isEqualTo(Anchor.PROVEN);
    assertThat(Checks.ask(later.withFrame(anew), source, target).anchor()).isEqualTo(Anchor.WINDOW);
    Row withoutIds = Checks.ask(later.withFrame(unknown), source, target);
    assertThat(withoutIds.anchor()).isEqualTo(Anchor.PROVEN);
    assertThat(withoutIds.obligations())
        .as("nobody can tell whether the topics are the same")
        .doesNotContain(Obligation.FRAME);
  }

  @Test
  void aTruncatedTargetRefutesTheRange() {
    MemoryLog source = MemoryLog.named("source").range(0, 3_000);
    Row first = Checks.ask(source, MemoryLog.named("target").range(0, 3_000), 1_500);
    MemoryLog shorter = MemoryLog.named("target").range(0, 2_900);

    Row second = again(first, source, shorter, 1_500);

    assertThat(second.anchor()).isEqualTo(Anchor.WINDOW);
    assertThat(second.counts().pending()).isEqualTo(100);
  }

  @Test
  void whatRetentionTookSinceIsNotReliedUpon() {
    MemoryLog source = MemoryLog.named("source").range(0, 3_000);
    MemoryLog target = MemoryLog.named("target").range(0, 3_000);
    Row first = Checks.ask(source, target, 500);
    target.beginAt(2_000);

    Row second = again(first, source, target, 2_500);

    assertThat(second.verdict()).isEqualTo(Verdict.EXACT);
    assertThat(second.resume()).isEqualTo(2_500);
  }

  @Test
  void whereACleanerMayWorkNothingIsHandedOn() {
    MemoryLog source = MemoryLog.named("source").range(0, 300);
    MemoryLog target = MemoryLog.named("target").range(0, 300);
    Question question =
        Checks.live(source, target, 100)
            .withFrame(new Frame(null, true, false, true, "source", "target"));

    assertThat(Checks.ask(question, source, target).proven()).isNull();
  }

  /** Unique records: the same verdict, position and counts, whatever happened in between. */
  @ParameterizedTest
  @ValueSource(booleans = {true, false})
  void aCheckThatGoesOnSaysWhatAFullOneSays(boolean small) {
    Bounds bounds = small ? Checks.SMALL : Bounds.DEFAULT;
    Map<Verdict, Integer> verdicts = new EnumMap<>(Verdict.class);
    List<String> unlike = new ArrayList<>();
    int wentOn = 0;
    int refused = 0;
    for (long seed = 1; seed <= CASES; seed++) {
      Random random = new Random(seed);
      Story story = new Story(random, 0);
      story.tell(30);
      Row row = Checks.ask(story.question(null), story.source, story.target, bounds);
      for (int n = 0; n < 3 && row.proven() != null; n++) {
        ProvenRange range = row.proven();
        story.tell(1 + random.nextInt(25));
        Row full = Checks.ask(story.question(null), story.source, story.target, bounds);
        row = Checks.ask(story.question(range), story.source, story.target, bounds);
        wentOn += row.anchor() == Anchor.PROVEN ? 1 : 0;
        verdicts.merge(row.verdict(), 1, Integer::sum);
        // Either may refuse where the other has seen more, but what is exact must be found.
        boolean refuses =
            full.verdict() == Verdict.UNPROVEN
                || (row.verdict() == Verdict.UNPROVEN && full.verdict() != Verdict.EXACT);
        refused += refuses && full.verdict() != Verdict.UNPROVEN ? 1 : 0;
        if (!refuses
            && (row.verdict() != full.verdict()
                || !Objects.equals(row.resume(), full.resume())
                || !row.counts().equals(full.counts()))) {
          unlike.add("seed " + seed + " " + story + "\n  full " + full + "\n  on " + row);
        }
      }
    }
    System.out.println("checks that go on, seeds from 1: " + verdicts + ", " + wentOn + " went on");
    assertThat(unlike).isEmpty();
    assertThat(refused).isLessThan(CASES / 500);
    assertThat(wentOn).isGreaterThan(CASES / 2);
  }

  /** Repeating records: what is said to be exact is delivered, wherever the check began. */
  @Test
  void noExactOfACheckThatGoesOnIsWrong() {
    List<String> wrong = new ArrayList<>();
    int exact = 0;
    for (long seed = 1; seed <= 2 * CASES; seed++) {
      Random random = new Random(seed);
      Story story = new Story(random, 2 + random.nextInt(10));
      story.tell(20);
      Row row = Checks.ask(story.question(null), story.source, story.target, Checks.SMALL);
      for (int n = 0; n < 3 && row.proven() != null; n++) {
        ProvenRange range = row.proven();
        story.tell(1 + random.nextInt(15));
        row = Checks.ask(story.question(range), story.source, story.target, Checks.SMALL);
        if (row.verdict() == Verdict.EXACT) {
          exact++;
          if (!story.delivered(Objects.requireNonNull(row.resume())).equals(story.unread())) {
            wrong.add("seed " + seed + " " + story + " " + row);
          }
        }
      }
    }
    System.out.println("repeating records, checks that go on: " + exact + " exact");
    assertThat(wrong).isEmpty();
    assertThat(exact).isGreaterThan(500);
  }

  /** A pipe that goes on living: its group moves, its replicator crashes, loses and adds. */
  private static final class Story {
    private final Random random;
    private final int symbols;
    private final MemoryLog source = MemoryLog.named("source");
    private final MemoryLog target = MemoryLog.named("target");
    private int fresh;
    private int stranger = 1_000_000;
    private long next;
    private long sent;
    private long committed;

    Story(Random random, int symbols) {
      this.random = random;
      this.symbols = symbols;
    }

    void tell(int steps) {
      for (int n = 0; n < steps; n++) {
        int event = random.nextInt(40);
        if (event < 14) {
          source.add(symbols == 0 ? fresh++ : random.nextInt(symbols));
        } else if (event == 14) {
          source.hole(1 + random.nextInt(2));
        } else if (event == 15) {
          target.hole(1 + random.nextInt(2));
        } else if (event == 16 && next > 0) {
          next = Math.max(0, next - 1 - random.nextInt(12));
        } else if (event == 17 && random.nextInt(3) == 0) {
          target.add(stranger++);
        } else if (event == 18 && random.nextInt(3) == 0) {
          next = Math.min(source.end(), next + 1);
        } else {
          copy();
        }
      }
      if (random.nextInt(4) > 0) {
        while (next < source.end()) {
          copy();
        }
      }
      long moved = committed + random.nextInt(6) - 1;
      committed = Math.max(0, Math.min(source.end(), moved));
    }

    private void copy() {
      List<LogRecord> one = Reads.first(source, next, source.end(), 1);
      if (one.isEmpty()) {
        next = source.end();
      } else {
        target.add(source.idAt(one.get(0).offset()));
        next = one.get(0).offset() + 1;
        sent = next;
      }
    }

    Question question(@Nullable ProvenRange range) {
      return Checks.live(source, target, committed)
          .withProven(range)
          .withTerms(Terms.strict().withSettle(Duration.ZERO));
    }

    List<Integer> unread() {
      return source.idsFrom(committed);
    }

    /** What comes from a position on, with what a replicator sends that goes on after its last. */
    List<Integer> delivered(long from) {
      List<Integer> all = new ArrayList<>(target.idsFrom(from));
      all.addAll(source.idsFrom(sent));
      return all;
    }

    @Override
    public String toString() {
      return source.idsFrom(0)
          + " @"
          + committed
          + " goes on at "
          + next
          + " -> "
          + target.idsFrom(0);
    }
  }
}
