package io.tidegate.parity;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.Collections;
import java.util.Comparator;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Random;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Thousands of random logs; every claim is delivered and compared. The seeds are printed. */
final class RandomLogsTest {
  private static final int CASES = 6_000;
  private static final long SEED = Long.getLong("parity.seed", 20_261_122L);

  static Stream<Pipe.Kind> kinds() {
    return Stream.of(
        new Pipe.Kind("plain", 40, 0, false, false, false, false, false, 1.0),
        new Pipe.Kind("holes", 40, 0, false, true, false, false, false, 1.0),
        new Pipe.Kind("losses and strangers", 40, 0, false, true, true, true, false, 1.0),
        new Pipe.Kind("aborts, committed group", 40, 0, true, true, false, false, true, 0.75),
        new Pipe.Kind("aborts, losses, committed group", 30, 0, true, true, true, true, true, 0.75),
        new Pipe.Kind("aborts, uncommitted group", 30, 0, true, true, true, false, false, 0.75),
        new Pipe.Kind("three symbols", 12, 3, false, true, true, true, false, 0.3),
        new Pipe.Kind("twelve symbols, aborts", 30, 12, true, true, true, false, true, 0.35));
  }

  @ParameterizedTest
  @MethodSource("kinds")
  void noClaimIsWrong(Pipe.Kind kind) {
    Tally tally = new Tally();
    for (int n = 0; n < CASES; n++) {
      long seed = SEED + n;
      tally.judge(kind, seed);
    }
    System.out.println(kind.name() + ", seeds from " + SEED + ": " + tally);
    tally.wrong.sort(Comparator.comparingInt(String::length));
    assertThat(tally.wrong).isEmpty();
    assertThat(tally.unlike).isEmpty();
    assertThat(tally.findable).isGreaterThan(300);
    assertThat((double) tally.found / tally.findable).isGreaterThanOrEqualTo(kind.floor());
  }

  private static final class Tally {
    private final Map<Verdict, Integer> verdicts = new EnumMap<>(Verdict.class);
    private final List<String> wrong = new ArrayList<>();
    private final List<String> unlike = new ArrayList<>();
    private final List<String> refused = new ArrayList<>();
    private long findable;
    private long found;

    void judge(Pipe.Kind kind, long seed) {
      Random random = new Random(seed);
      Pipe pipe = Pipe.random(kind, random);
      boolean frozen = random.nextInt(4) == 0;
      Bounds bounds = random.nextBoolean() ? Checks.SMALL : Bounds.DEFAULT;
      Question question =
          frozen
              ? Checks.frozen(pipe.source(), pipe.target(), pipe.committed())
              : Checks.live(pipe.source(), pipe.target(), pipe.committed());
      Row row = ask(question, List.of(), pipe, bounds);
      Oracle oracle =
          new Oracle(
              pipe.unread(),
              pipe.target(),
              pipe.toCome(frozen),
              kind.symbols() > 0 || kind.aborts());
      verdicts.merge(row.verdict(), 1, Integer::sum);
      String picture = "seed " + seed + (frozen ? " frozen " : " live ") + pipe + ": ";
      oracle.wrong(row).ifPresent(why -> wrong.add(picture + why));
      boolean settled = frozen ? !pipe.truths().isEmpty() : pipe.settled() && !strangeTail(pipe);
      if (settled && oracle.anyExact() && !pipe.unread().isEmpty()) {
        findable++;
        if (row.verdict() == Verdict.EXACT) {
          found++;
        } else {
          refused.add(picture + row.verdict() + " " + row.reason());
        }
      }
      hinted(kind, random, question, row, pipe, bounds, oracle, picture);
    }

    /** True hints, whichever, give the same answer; false ones give no false one. */
    private void hinted(
        Pipe.Kind kind,
        Random random,
        Question question,
        Row plain,
        Pipe pipe,
        Bounds bounds,
        Oracle oracle,
        String picture) {
      List<Hint> truths = new ArrayList<>(pipe.truths());
      Collections.shuffle(truths, random);
      List<Hint> some = truths.subList(0, Math.min(3, truths.size()));
      Row hinted = ask(question, some, pipe, bounds);
      oracle.wrong(hinted).ifPresent(why -> wrong.add(picture + " hints " + some + why));
      if (kind.symbols() == 0
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
      Row misled = ask(question, lies, pipe, bounds);
      oracle.wrong(misled).ifPresent(why -> wrong.add(picture + " lies " + lies + why));
    }

    private static Row ask(Question question, List<Hint> hints, Pipe pipe, Bounds bounds) {
      return Checks.ask(question.withHints(hints), pipe.source(), pipe.target(), bounds);
    }

    /** A stranger, or the copy of an aborted record, at the target's end. */
    private static boolean strangeTail(Pipe pipe) {
      List<Integer> target = pipe.target().idsFrom(0);
      return !target.isEmpty() && !pipe.source().idsFrom(0).contains(target.get(target.size() - 1));
    }

    @Override
    public String toString() {
      return verdicts
          + ", found "
          + found
          + " of "
          + findable
          + ", wrong "
          + wrong.size()
          + (refused.isEmpty() ? "" : ", refused e.g. " + refused.get(0));
    }
  }
}
