package io.tidegate.parity;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/**
 * Groups that share a walk while the logs move on between their questions: each has the answer that
 * it has alone on the logs of that moment, whatever an earlier check proved to some of them. Where
 * records repeat it may be exact where that one is not; then what it delivers is compared.
 */
final class SharedWhileMovingTest {
  private static final int CASES = Integer.getInteger("parity.cases", 1_500);
  private static final long SEED = Long.getLong("parity.seed", 20_261_123L);
  private static final int GROUPS = 6;

  /** What may happen between two questions, besides copying, crashes and losses. */
  enum Story {
    PLAIN(0, false, false),
    TRANSACTIONS(0, false, false),
    TRANSACTIONS_OF_A_COMMITTED_GROUP(0, true, false),
    REPEATS(6, false, false),
    REPEATS_OF_A_COMMITTED_GROUP(12, true, false),
    TRUNCATED(0, false, true);

    private final int symbols;
    private final boolean committed;
    private final boolean truncated;

    Story(int symbols, boolean committed, boolean truncated) {
      this.symbols = symbols;
      this.committed = committed;
      this.truncated = truncated;
    }
  }

  @ParameterizedTest
  @EnumSource(Story.class)
  void eachHasTheAnswerThatItHasAloneAtThatMoment(Story story) {
    List<String> unlike = new ArrayList<>();
    Map<Verdict, Integer> verdicts = new EnumMap<>(Verdict.class);
    int proofsHandedIn = 0;
    int knewMore = 0;
    for (int n = 0; n < CASES; n++) {
      long seed = SEED + 1_000_003L * story.name().hashCode() + n;
      Random random = new Random(seed);
      Living living = new Living(story, random);
      Bounds bounds = random.nextBoolean() ? Checks.SMALL : Bounds.DEFAULT;
      living.goOn(40);
      Row before =
          Checks.ask(living.question(living.anywhere()), living.seen(), living.copy(), bounds);
      living.goOn(random.nextInt(30));
      SharedWalk shared = new SharedWalk();
      long[] positions = random.longs(GROUPS, 0, living.seen().end() + 1).sorted().toArray();
      for (long position : positions) {
        Question question = living.question(position);
        boolean handedIn = before.proven() != null && random.nextBoolean() && !living.truncated();
        question = handedIn ? question.withProven(before.proven()) : question;
        proofsHandedIn += handedIn ? 1 : 0;
        Row alone = Checks.ask(question, living.seen(), living.copy(), bounds);
        Row together = Checks.ask(question, living.seen(), living.copy(), bounds, shared);
        verdicts.merge(alone.verdict(), 1, Integer::sum);
        if (living.knowsMore(alone, together, position)) {
          knewMore++;
        } else if (!together.withProven(null).equals(alone.withProven(null))) {
          unlike.add(
              "seed %d @%d%s %s%n  alone    %s%n  together %s"
                  .formatted(seed, position, handedIn ? " proven" : "", living, alone, together));
          break;
        }
        if (random.nextInt(3) > 0) {
          living.goOn(1 + random.nextInt(20));
        }
      }
    }
    System.out.println(
        story
            + ", seed "
            + SEED
            + ": "
            + verdicts
            + ", "
            + proofsHandedIn
            + " with a proof, "
            + knewMore
            + " knew more");
    unlike.sort(Comparator.comparingInt(String::length));
    assertThat(unlike).as("%d answers", unlike.size()).isEmpty();
    assertThat(verdicts.getOrDefault(Verdict.EXACT, 0)).isGreaterThan(CASES / 4);
    assertThat(knewMore).isLessThanOrEqualTo(story.symbols == 0 ? 0 : 1 + CASES / 500);
    assertThat(proofsHandedIn).isGreaterThan(CASES / 4);
  }

  /** Logs and a replicator that go on living. */
  private static final class Living {
    private final Story story;
    private final Random random;
    private final MemoryLog source = MemoryLog.named("source");
    private final MemoryLog target = MemoryLog.named("target");
    private int fresh;
    private int stranger = Pipe.STRANGER;
    private long next;
    private long endBefore;
    private final boolean sendsAborted;
    private boolean truncated;

    Living(Story story, Random random) {
      this.story = story;
      this.random = random;
      this.sendsAborted = random.nextBoolean();
    }

    MemoryLog seen() {
      return story.committed ? source.committedView() : source;
    }

    MemoryLog copy() {
      return target.at(seen().isolation());
    }

    long anywhere() {
      return random.nextInt((int) seen().end() + 1);
    }

    boolean truncated() {
      return truncated;
    }

    /** With a target's end that was taken some time before. */
    Question question(long position) {
      Isolation isolation = seen().isolation();
      long before = random.nextBoolean() ? Math.min(endBefore, target.end()) : target.end();
      return Question.of(Checks.PAIR, position, isolation, Profile.plain(true, isolation), before)
          .withTerms(
              Terms.strict()
                  .withResumeAtBegin(true)
                  .withFrozen(random.nextInt(12) == 0)
                  .withSettle(Duration.ZERO));
    }

    /**
     * Of equal records, who was there before knows which were copied before the later one came:
     * then it may be exact where the logs of this moment alone leave that open.
     */
    boolean knowsMore(Row alone, Row together, long position) {
      Long resume = together.resume();
      if (alone.verdict() == Verdict.EXACT || together.verdict() != Verdict.EXACT) {
        return false;
      }
      List<Integer> delivered = new ArrayList<>(copy().idsFrom(resume == null ? 0 : resume));
      delivered.addAll(seen().idsFrom(next));
      return story.symbols > 0 && delivered.equals(seen().idsFrom(position));
    }

    void goOn(int steps) {
      endBefore = target.end();
      for (int n = 0; n < steps; n++) {
        step(random.nextInt(44));
      }
      if (random.nextInt(3) > 0) {
        MemoryLog read = sendsAborted ? source : source.committedView();
        while (next < read.end()) {
          send();
        }
      }
    }

    private void step(int event) {
      switch (event) {
        case 0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11 -> write();
        case 12 -> sometimes(() -> source.hole(1 + random.nextInt(2)));
        case 13 -> target.hole(1 + random.nextInt(2));
        case 14, 15 -> crash();
        case 16 -> sometimes(() -> target.add(stranger++));
        case 17 -> sometimes(() -> next = Math.min(source.end(), next + 1));
        case 18 -> sometimes(() -> source.beginAt(source.begin() + random.nextInt(3)));
        case 19 -> sometimes(() -> target.beginAt(Math.min(target.end(), target.begin() + 2)));
        case 20 -> end();
        case 21, 22 -> truncate();
        default -> send();
      }
    }

    private void sometimes(Runnable happens) {
      if (!story.truncated && random.nextInt(3) == 0 && source.begin() + 3 < source.end()) {
        happens.run();
      }
    }

    private void crash() {
      if (!story.truncated) {
        next = Math.max(0, next - 1 - random.nextInt(14));
      }
    }

    private void write() {
      int id = story.symbols == 0 ? fresh++ : random.nextInt(story.symbols);
      boolean transactions = story.name().contains("COMMITTED") || story == Story.TRANSACTIONS;
      if (transactions && (!source.open().isEmpty() || random.nextInt(8) == 0)) {
        source.undecided(id);
      } else {
        source.add(id);
      }
    }

    private void end() {
      if (!source.open().isEmpty()) {
        if (random.nextBoolean()) {
          source.commit();
        } else {
          source.abort();
        }
      }
    }

    /**
     * The replicator learns of it, and sends more again than was lost: no offset has its record
     * back. Where one has, only the caller can tell, by the leader's epoch.
     */
    private void truncate() {
      long lost = 1L + random.nextInt(4);
      long again = lost + 1L + random.nextInt(4);
      if (story.truncated && target.end() - target.begin() > lost && next > again) {
        target.truncate(target.end() - lost);
        next -= again;
        truncated = true;
      }
    }

    private void send() {
      MemoryLog read = sendsAborted ? source : source.committedView();
      List<LogRecord> one = Reads.first(read, next, read.end(), 1);
      if (one.isEmpty()) {
        next = Math.max(next, read.end());
      } else {
        target.add(source.idAt(one.get(0).offset()));
        next = one.get(0).offset() + 1;
      }
    }

    @Override
    public String toString() {
      return source.idsFrom(0) + " seen " + seen().idsFrom(0) + " -> " + target.idsFrom(0);
    }
  }
}
