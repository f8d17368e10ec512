package io.tidegate.parity;

import static io.tidegate.parity.Pipe.May.ABORT;
import static io.tidegate.parity.Pipe.May.ADD_STRANGERS;
import static io.tidegate.parity.Pipe.May.APPEND_TIME;
import static io.tidegate.parity.Pipe.May.BEGIN_LATE;
import static io.tidegate.parity.Pipe.May.CLEAN_SOURCE;
import static io.tidegate.parity.Pipe.May.CLEAN_TARGET;
import static io.tidegate.parity.Pipe.May.EXPIRE_SOURCE;
import static io.tidegate.parity.Pipe.May.EXPIRE_TARGET;
import static io.tidegate.parity.Pipe.May.LEAVE_HEADERS;
import static io.tidegate.parity.Pipe.May.LEAVE_HOLES;
import static io.tidegate.parity.Pipe.May.LEAVE_OPEN;
import static io.tidegate.parity.Pipe.May.LOSE;
import static io.tidegate.parity.Pipe.May.NOT_RESEND;
import static io.tidegate.parity.Pipe.May.SWAP;
import static io.tidegate.parity.Pipe.May.TIE;
import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.Collections;
import java.util.Comparator;
import java.util.EnumMap;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Random;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Thousands of random logs; every claim is delivered and compared. The seeds are printed. */
final class RandomLogsTest {
  private static final int CASES = Integer.getInteger("parity.cases", 2_700);
  private static final long SEED = Long.getLong("parity.seed", 20_261_122L);

  /** Of those that have an exact answer, unless another history leaves the same logs and skips. */
  private static final double FOUND = 0.99;

  /** Percent of the logs of a kind that have what the kind promises. */
  private static final int PROMISED = 5;

  /** The same where logs are so short, or so much alike, that little happens to each. */
  private static final int PROMISED_OF_SHORT = 1;

  private static final int SHORT = 12;

  static Stream<Pipe.Kind> kinds() {
    return Stream.of(
        Pipe.Kind.of("plain", 40),
        Pipe.Kind.of("holes", 40, LEAVE_HOLES),
        Pipe.Kind.of("losses, strangers", 40, LEAVE_HOLES, LOSE, ADD_STRANGERS),
        Pipe.Kind.of("swaps", 40, LEAVE_HOLES, SWAP, LOSE),
        Pipe.Kind.of("ties in time", 40, TIE, LEAVE_HOLES, LOSE, ADD_STRANGERS),
        Pipe.Kind.of("append time", 40, APPEND_TIME, LEAVE_HOLES, LOSE, SWAP),
        Pipe.Kind.of("late begin", 40, BEGIN_LATE, LEAVE_HOLES, LOSE),
        Pipe.Kind.of("expired", 40, EXPIRE_SOURCE, EXPIRE_TARGET, LEAVE_HOLES),
        Pipe.Kind.of("expired, losses", 40, EXPIRE_SOURCE, EXPIRE_TARGET, LOSE, ADD_STRANGERS),
        Pipe.Kind.of("aborts", 40, ABORT, LEAVE_HOLES).committed(),
        Pipe.Kind.of("aborts, losses", 30, ABORT, LEAVE_HOLES, LOSE, ADD_STRANGERS).committed(),
        Pipe.Kind.of("aborts, losses", 30, ABORT, LEAVE_HOLES, LOSE),
        Pipe.Kind.of("open, aborts", 30, LEAVE_OPEN, ABORT, LEAVE_HOLES),
        Pipe.Kind.of("open, aborts", 30, LEAVE_OPEN, ABORT, LEAVE_HOLES).committed(),
        Pipe.Kind.of("open, few", 6, LEAVE_OPEN, ABORT, LOSE, EXPIRE_SOURCE).committed(),
        Pipe.Kind.of("target cleaned", 40, CLEAN_TARGET, TIE),
        Pipe.Kind.of("source cleaned", 40, CLEAN_SOURCE, ADD_STRANGERS),
        Pipe.Kind.of("both cleaned", 40, CLEAN_SOURCE, CLEAN_TARGET),
        Pipe.Kind.of("cleaned, losses", 40, CLEAN_TARGET, LOSE, NOT_RESEND),
        Pipe.Kind.of("cleaned, losses, markers", 40, CLEAN_TARGET, LOSE, LEAVE_HOLES, NOT_RESEND),
        Pipe.Kind.of("both cleaned, losses", 40, CLEAN_SOURCE, CLEAN_TARGET, LOSE, NOT_RESEND),
        Pipe.Kind.of(
            "both cleaned, late begin", 40, CLEAN_SOURCE, CLEAN_TARGET, BEGIN_LATE, NOT_RESEND),
        Pipe.Kind.of("headers", 40, LEAVE_HEADERS, LEAVE_HOLES, LOSE),
        Pipe.Kind.of("headers", 12, LEAVE_HEADERS, LEAVE_HOLES, LOSE).symbols(2),
        Pipe.Kind.of("any", 12, LEAVE_HOLES, LOSE, ADD_STRANGERS).symbols(3),
        Pipe.Kind.of("aborts", 30, ABORT, LEAVE_HOLES, LOSE).committed().symbols(12));
  }

  @ParameterizedTest
  @MethodSource("kinds")
  void noClaimIsWrong(Pipe.Kind kind) {
    Tally tally = new Tally();
    for (int n = 0; n < CASES; n++) {
      long seed = SEED + 1_000_003L * kind.name().hashCode() + n;
      tally.judge(kind, seed);
    }
    System.out.println(kind + ", seed " + SEED + ": " + tally);
    System.out.println(kind + " was made of " + tally.made());
    int least = kind.most() > SHORT ? PROMISED : PROMISED_OF_SHORT;
    assertThat(Trait.ALL)
        .filteredOn(trait -> trait.expected().test(kind))
        .as("%s, made of %s", kind, tally.made())
        .allSatisfy(
            trait -> assertThat(tally.share(trait)).as(trait.name()).isGreaterThanOrEqualTo(least));
    tally.wrong.sort(Comparator.comparingInt(String::length));
    assertThat(tally.wrong).isEmpty();
    assertThat(tally.unlike).isEmpty();
    if (kind.symbols() == 0) {
      assertThat(tally.findable).isGreaterThan(300);
      assertThat((double) tally.found / tally.findable).isGreaterThanOrEqualTo(FOUND);
    }
  }

  private static final int MOST_SHRUNK = 5;

  private static final class Tally {
    private final Map<Verdict, Integer> verdicts = new EnumMap<>(Verdict.class);
    private final List<String> wrong = new ArrayList<>();
    private final List<String> unlike = new ArrayList<>();
    private final List<String> refused = new ArrayList<>();
    private long findable;
    private long found;
    private long unknowable;
    private long exactByNotes;
    private final Map<String, Integer> traits = new HashMap<>();

    void judge(Pipe.Kind kind, long seed) {
      Random random = new Random(seed);
      Pipe pipe = Pipe.random(kind, random);
      boolean frozen = random.nextInt(4) == 0;
      Bounds bounds = random.nextBoolean() ? Checks.SMALL : Bounds.DEFAULT;
      Question question = Checks.of(pipe, frozen, kind);
      Row row = ask(question, List.of(), pipe, bounds);
      boolean unique = kind.symbols() == 0 && !pipe.hasTwins();
      Oracle oracle = oracle(pipe, kind, frozen);
      verdicts.merge(row.verdict(), 1, Integer::sum);
      for (Trait trait : Trait.ALL) {
        traits.merge(trait.name(), trait.in().test(pipe) ? 1 : 0, Integer::sum);
      }
      String picture = "seed " + seed + (frozen ? " frozen " : " live ") + pipe + ": ";
      oracle
          .wrong(row)
          .ifPresent(why -> wrong.add(picture + why + shrunk(pipe, kind, frozen, bounds)));
      boolean settled =
          frozen
              ? !pipe.truths().isEmpty() && pipe.truth().open().isEmpty()
              : pipe.settled() && !pipe.strangeTail();
      boolean something =
          pipe.target().idsFrom(0).stream().anyMatch(pipe.source().idsFrom(0)::contains);
      if (unique && settled && something && oracle.anyExact()) {
        found(kind, pipe, row, picture);
      }
      hinted(unique, random, question, row, pipe, bounds, oracle, picture);
      withoutCommit(question, pipe, kind, frozen, bounds);
    }

    /** Of the logs of this kind, in so many of a hundred. */
    private int share(Trait trait) {
      return 100 * traits.getOrDefault(trait.name(), 0) / CASES;
    }

    /** What the logs were like, in percent. */
    String made() {
      return Trait.ALL.stream()
          .filter(trait -> share(trait) > 0)
          .map(trait -> trait.name() + " " + share(trait) + " %")
          .collect(Collectors.joining(", "));
    }

    /** There is an exact answer: it must be found, unless it only happens to be right. */
    private void found(Pipe.Kind kind, Pipe pipe, Row row, String picture) {
      boolean exact = row.verdict() == Verdict.EXACT || row.verdict() == Verdict.EXPIRED_SOURCE;
      boolean mayDiffer = kind.has(CLEAN_TARGET) && (kind.has(LOSE) || kind.has(BEGIN_LATE));
      if (mayDiffer && OtherHistory.skipsAndLooksTheSame(pipe, kind.has(CLEAN_SOURCE))) {
        unknowable++;
        if (exact) {
          wrong.add(picture + row.verdict() + " although the same logs may skip");
        }
        return;
      }
      findable++;
      if (exact) {
        found++;
      } else {
        refused.add(picture + row.verdict() + " " + row.reason());
      }
    }

    /** A position by policy is proven as any other. */
    private void withoutCommit(
        Question question, Pipe pipe, Pipe.Kind kind, boolean frozen, Bounds bounds) {
      boolean earliest = pipe.committed() % 2 == 0;
      long position = earliest ? pipe.source().begin() : pipe.source().end();
      Reset policy = earliest ? Reset.EARLIEST : Reset.LATEST;
      Row row =
          Checks.ask(Checks.uncommitted(question, policy), pipe.source(), pipe.target(), bounds);
      oracle(pipe.at(position), kind, frozen)
          .wrong(row)
          .ifPresent(why -> wrong.add(pipe + " by policy " + policy + ": " + why));
    }

    /** The smallest log that shows the same kind of fault. */
    private String shrunk(Pipe pipe, Pipe.Kind kind, boolean frozen, Bounds bounds) {
      if (wrong.size() > MOST_SHRUNK) {
        return "";
      }
      Pipe smallest = Shrinker.shrunk(pipe, less -> isWrong(less, kind, frozen, bounds));
      return "; shrunk: " + smallest;
    }

    private static boolean isWrong(Pipe pipe, Pipe.Kind kind, boolean frozen, Bounds bounds) {
      Row row = ask(Checks.of(pipe, frozen, kind), List.of(), pipe, bounds);
      return oracle(pipe, kind, frozen).wrong(row).isPresent();
    }

    private static Oracle oracle(Pipe pipe, Pipe.Kind kind, boolean frozen) {
      boolean repeats = kind.symbols() > 0 || pipe.hasTwins();
      return new Oracle(
          pipe.unread(), pipe.due(), pipe.target(), pipe.toCome(frozen), repeats, pipe.truth());
    }

    /** True hints, whichever, give the same answer; false ones give no false one. */
    private void hinted(
        boolean unique,
        Random random,
        Question question,
        Row plain,
        Pipe pipe,
        Bounds bounds,
        Oracle oracle,
        String picture) {
      List<Hint> truths = new ArrayList<>(pipe.truths());
      Collections.shuffle(truths, random);
      List<Hint> some = new ArrayList<>(truths.subList(0, Math.min(3, truths.size())));
      noted(NoteWriter.of(pipe.truths(), random), question, pipe, bounds, oracle, picture);
      Row hinted = ask(question, some, pipe, bounds);
      oracle
          .wrong(hinted)
          .ifPresent(why -> wrong.add(picture + " hints " + some + why + " in " + hinted));
      if (unique
          && plain.verdict() != Verdict.UNPROVEN
          && hinted.verdict() != Verdict.UNPROVEN
          && (plain.verdict() != hinted.verdict()
              || !Objects.equals(plain.resume(), hinted.resume()))) {
        unlike.add(picture + plain + " but with " + some + " " + hinted);
      }
      List<Hint> lies =
          List.of(
              Checks.sync(random.nextInt(40), random.nextInt(40)),
              Checks.sync(random.nextInt(40), random.nextInt(40)));
      List<Hint> mixed = new ArrayList<>(lies);
      mixed.addAll(some);
      for (List<Hint> given : List.of(lies, mixed)) {
        Row misled = ask(question, given, pipe, bounds);
        oracle.wrong(misled).ifPresent(why -> wrong.add(picture + " told " + given + why));
      }
    }

    /** With a replicator's notes, of which a check is handed those that it is in production. */
    private void noted(
        List<Hint> written,
        Question question,
        Pipe pipe,
        Bounds bounds,
        Oracle oracle,
        String picture) {
      SyncNotes notes = new SyncNotes(pipe.committed());
      written.forEach(note -> notes.add(note.sourceOffset(), note.targetOffset()));
      Row row = ask(question.withNewest(notes::newest), notes.near(), pipe, bounds);
      oracle.wrong(row).ifPresent(why -> wrong.add(picture + " noted " + written + why));
      if (row.verdict() == Verdict.EXACT) {
        exactByNotes++;
      }
    }

    private static Row ask(Question question, List<Hint> hints, Pipe pipe, Bounds bounds) {
      return Checks.ask(question.withHints(hints), pipe.source(), pipe.target(), bounds);
    }

    @Override
    public String toString() {
      return verdicts
          + ", found "
          + found
          + " of "
          + findable
          + (unknowable == 0 ? "" : " and " + unknowable + " that cannot be known")
          + ", exact with notes "
          + exactByNotes
          + ", wrong "
          + wrong.size()
          + (refused.isEmpty() ? "" : ", refused e.g. " + refused.get(0));
    }
  }
}
