package io.tidegate.parity;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

/** All cases of up to four source and four target records, against an oracle that delivers. */
final class EverySmallLogTest {
  private static final int STRANGER = 100;

  @ParameterizedTest
  @ValueSource(ints = {1, 3, 64})
  void noClaimAboutUniqueRecordsIsWrong(int evidence) {
    Bounds bounds = new Bounds(evidence, Math.max(4, evidence), 10_000, 2, 10_000, 8_192);
    Score score = new Score();
    for (int sourceSize = 0; sourceSize <= 4; sourceSize++) {
      List<Integer> source = new ArrayList<>();
      for (int id = 0; id < sourceSize; id++) {
        source.add(id);
      }
      for (List<Integer> target : sequences(sourceSize + 1, 4)) {
        for (int committed = 0; committed <= sourceSize; committed++) {
          score.live(source, target, committed, bounds);
          score.frozen(source, target, committed, bounds);
        }
      }
    }
    System.out.println("every small log, unique records: " + score);
    assertThat(score.wrong).isEmpty();
    assertThat(score.cases).isGreaterThan(10_000);
    // Live and settled, or frozen: what is exact is found.
    assertThat(score.missed).isEmpty();
    assertThat(score.exact).isGreaterThan(500);
  }

  @ParameterizedTest
  @ValueSource(ints = {2, 3})
  void noExactAboutRepeatingRecordsIsWrong(int alphabet) {
    Score score = new Score();
    for (List<Integer> source : sequences(alphabet, 4)) {
      for (List<Integer> target : sequences(alphabet, 4)) {
        for (int committed = 0; committed <= source.size(); committed++) {
          score.liveWhereverTheReplicatorStands(source, target, committed);
        }
      }
    }
    System.out.println("every small log, repeating records: " + score);
    assertThat(score.wrong).isEmpty();
    assertThat(score.exact).isGreaterThan(100);
  }

  /**
   * Sources of up to four records, aborted ones among them, so that a copy may be that of an
   * aborted record or of its twin: no claim may be wrong wherever, and however, the replicator
   * reads.
   */
  @ParameterizedTest
  @EnumSource(Isolation.class)
  void noExactAboutAbortedTwinsIsWrong(Isolation group) {
    Score score = new Score();
    for (List<Integer> symbols : sequences(4, 4)) {
      MemoryLog all = withAborted(symbols);
      for (List<Integer> target : sequences(2, 4)) {
        for (long committed = 0; committed <= all.end(); committed++) {
          score.twins(all.at(group), target, committed);
        }
      }
    }
    System.out.println("every small log, aborted twins, " + group + ": " + score);
    assertThat(score.wrong).isEmpty();
    assertThat(score.exact).isGreaterThan(100);
  }

  /** Symbols 0 and 1 are records, 2 and 3 the same ones aborted. */
  private static MemoryLog withAborted(List<Integer> symbols) {
    MemoryLog log = MemoryLog.named("source");
    List<Integer> open = new ArrayList<>();
    for (int symbol : symbols) {
      if (symbol >= 2) {
        open.add(symbol - 2);
        continue;
      }
      abort(log, open);
      log.add(symbol);
    }
    abort(log, open);
    return log;
  }

  private static void abort(MemoryLog log, List<Integer> open) {
    if (!open.isEmpty()) {
      log.aborted(open.stream().mapToInt(id -> id).toArray());
      open.clear();
    }
  }

  /** All sequences up to a length over {@code 0..symbols-1}. */
  static List<List<Integer>> sequences(int symbols, int longest) {
    List<List<Integer>> all = new ArrayList<>();
    all.add(List.of());
    int from = 0;
    for (int length = 1; length <= longest; length++) {
      int to = all.size();
      for (int at = from; at < to; at++) {
        for (int symbol = 0; symbol < symbols; symbol++) {
          List<Integer> longer = new ArrayList<>(all.get(at));
          longer.add(symbol);
          all.add(longer);
        }
      }
      from = to;
    }
    return all;
  }

  private static final class Score {
    private long cases;
    private long exact;
    private final List<String> wrong = new ArrayList<>();
    private final List<String> missed = new ArrayList<>();

    void live(List<Integer> source, List<Integer> target, int committed, Bounds bounds) {
      int next = 0;
      for (int id : target) {
        next = id < source.size() ? id + 1 : next;
      }
      boolean settled =
          next - 1
              == target.stream()
                  .filter(id -> id < source.size())
                  .mapToInt(id -> id)
                  .max()
                  .orElse(-1);
      MemoryLog left = log("source", source, source.size());
      MemoryLog right = log("target", target, source.size());
      Row row = Checks.ask(Checks.live(left, right, committed), left, right, bounds);
      Oracle oracle =
          new Oracle(
              source.subList(committed, source.size()),
              right,
              source.subList(next, source.size()),
              false,
              strangers(right));
      boolean something = next > 0;
      boolean lastIsStrange = !target.isEmpty() && target.get(target.size() - 1) >= source.size();
      judge(source, target, committed, "live", row, oracle, settled && something && !lastIsStrange);
    }

    void frozen(List<Integer> source, List<Integer> target, int committed, Bounds bounds) {
      MemoryLog left = log("source", source, source.size());
      MemoryLog right = log("target", target, source.size());
      Row row = Checks.ask(Checks.frozen(left, right, committed), left, right, bounds);
      Oracle oracle =
          new Oracle(
              source.subList(committed, source.size()), right, List.of(), false, strangers(right));
      boolean something = target.stream().anyMatch(id -> id < source.size());
      // With little evidence and nothing unread, no record near the boundary may be on the target.
      boolean anchored = committed < source.size() || bounds.evidence() > source.size();
      judge(source, target, committed, "frozen", row, oracle, something && anchored);
    }

    private static Oracle.Truth strangers(MemoryLog target) {
      Set<Integer> strange =
          target.idsFrom(0).stream().filter(id -> id >= STRANGER).collect(Collectors.toSet());
      return new Oracle.Truth(Set.of(), Set.of(), Set.of(), Set.of(), strange, Set.of());
    }

    /** Equal records hide where the replicator stands: the claim must hold for every place. */
    void liveWhereverTheReplicatorStands(
        List<Integer> source, List<Integer> target, int committed) {
      MemoryLog left = log("source", source, 1_000);
      MemoryLog right = log("target", target, 1_000);
      Row row = Checks.ask(Checks.live(left, right, committed), left, right, Checks.SMALL);
      int last = -1;
      for (int id : target) {
        last = source.contains(id) ? id : last;
      }
      for (int at = 0; at < source.size(); at++) {
        if (source.get(at) == last) {
          Oracle oracle =
              new Oracle(
                  source.subList(committed, source.size()),
                  right,
                  source.subList(at + 1, source.size()),
                  true);
          judge(source, target, committed, "live after " + at, row, oracle, false);
        }
      }
      if (source.isEmpty()) {
        exact++;
      }
    }

    void twins(MemoryLog source, List<Integer> target, long committed) {
      MemoryLog right = log("target", target, 1_000).at(source.isolation());
      Row row = Checks.ask(Checks.live(source, right, committed), source, right, Checks.SMALL);
      cases++;
      Long resume = row.resume();
      if (row.verdict() != Verdict.EXACT || resume == null) {
        return;
      }
      exact++;
      List<Integer> there = right.idsFrom(resume);
      for (Isolation reads : Isolation.values()) {
        MemoryLog read = source.at(reads);
        if (!read.idsFrom(0).containsAll(target)) {
          continue;
        }
        for (long at = 0; at < read.end(); at++) {
          boolean standsHere =
              !target.isEmpty()
                  && read.holdsAt(at)
                  && read.idAt(at) == target.get(target.size() - 1);
          if (standsHere && !asCounted(source, committed, there, read.idsFrom(at + 1), row)) {
            wrong.add(
                source.at(Isolation.READ_UNCOMMITTED).slots()
                    + " "
                    + read.idsFrom(0)
                    + " seen "
                    + source.idsFrom(0)
                    + " @"
                    + committed
                    + " -> "
                    + target
                    + " stands after "
                    + at
                    + ": EXACT at "
                    + row.resume());
          }
        }
      }
    }

    /** What arrives is what is unread, less as many aborted records as the row says. */
    private static boolean asCounted(
        MemoryLog source, long committed, List<Integer> there, List<Integer> toCome, Row row) {
      List<Integer> delivered = new ArrayList<>(there);
      delivered.addAll(toCome);
      MemoryLog shown = source.at(Isolation.READ_COMMITTED);
      List<Long> unread = new ArrayList<>();
      for (long at = committed; at < source.end(); at++) {
        if (source.holdsAt(at)) {
          unread.add(at);
        }
      }
      for (int left = 0; left < 1 << unread.size(); left++) {
        List<Integer> kept = new ArrayList<>();
        boolean onlyAborted = Integer.bitCount(left) == row.counts().aborted();
        for (int k = 0; k < unread.size(); k++) {
          if ((left >> k & 1) == 0) {
            kept.add(source.idAt(unread.get(k)));
          } else {
            onlyAborted &= !shown.holdsAt(unread.get(k));
          }
        }
        if (onlyAborted && kept.equals(delivered)) {
          return true;
        }
      }
      return false;
    }

    private void judge(
        List<Integer> source,
        List<Integer> target,
        int committed,
        String how,
        Row row,
        Oracle oracle,
        boolean mustBeFound) {
      cases++;
      String picture = how + " " + source + " @" + committed + " -> " + target + ": ";
      oracle.wrong(row).ifPresent(why -> wrong.add(picture + why));
      if (row.verdict() == Verdict.EXACT) {
        exact++;
      } else if (mustBeFound && oracle.anyExact()) {
        missed.add(picture + row.verdict() + " " + row.reason());
      }
    }

    /** Strangers differ from each other. */
    private static MemoryLog log(String name, List<Integer> ids, int known) {
      MemoryLog log = MemoryLog.named(name);
      int strangers = STRANGER;
      for (int id : ids) {
        log.add(id < known ? id : strangers++);
      }
      return log;
    }

    @Override
    public String toString() {
      return cases
          + " cases, "
          + exact
          + " exact, "
          + missed.size()
          + " missed, "
          + wrong.size()
          + " wrong";
    }
  }
}
