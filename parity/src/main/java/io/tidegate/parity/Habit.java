package io.tidegate.parity;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/**
 * Whether a replicator copies aborted records, told from those that it has passed.
 *
 * <pre>
 * source | 0 1 [a b] 2 3 [c] 4 ..        [..] = aborted
 * target | 0 1  a b  2 3  c  4 ..        copies them
 * target | 0 1       2 3     4 ..        leaves them out
 * </pre>
 *
 * Once or twice is no habit: a loss may look the same.
 */
enum Habit {
  COPIES_ABORTED,
  LEAVES_OUT_ABORTED,
  UNKNOWN;

  /** Places with aborted records that make a habit, all of them treated alike. */
  static final int FEWEST = 3;

  /** Source offsets that are looked at, back from where the replicator stands. */
  private static final int REACH = 8_192;

  /**
   * Reads a stretch of the source twice, and the target from the time of its first record. The
   * stretch does not depend on where the check was anchored, so neither does the answer.
   *
   * @param reached where the replicator stands on the source; what is undecided yet is left out
   */
  static Habit of(Sides sides, long reached, long targetEnd) {
    PartitionLog all = sides.source().at(Isolation.READ_UNCOMMITTED);
    long to = Math.min(reached, all.at(Isolation.READ_COMMITTED).end());
    long from = Math.max(all.begin(), to - REACH);
    Set<Long> shown = Reads.offsets(all.at(Isolation.READ_COMMITTED), from, to);
    List<Fingerprint> stretch = new ArrayList<>();
    Reads.each(all, from, to, record -> stretch.add(sides.identity().of(record)));
    Set<Id> committed = new HashSet<>();
    stretch.stream()
        .filter(print -> shown.contains(print.offset()))
        .forEach(print -> committed.add(print.id()));
    return committed.size() == stretch.size()
        ? UNKNOWN
        : new Passed(committed, copied(sides, stretch, targetEnd)).judge(stretch);
  }

  private static Set<Id> copied(Sides sides, List<Fingerprint> stretch, long targetEnd) {
    Set<Id> wanted = new HashSet<>();
    long earliest = Long.MAX_VALUE;
    for (Fingerprint print : stretch) {
      wanted.add(print.id());
      earliest = Math.min(earliest, print.timestampMs());
    }
    Set<Id> copied = new HashSet<>();
    Reads.each(
        sides.target(),
        Reads.bracket(sides.target(), sides.profile(), earliest, targetEnd),
        targetEnd,
        record -> {
          Id id = sides.identity().of(record).id();
          if (wanted.contains(id)) {
            copied.add(id);
          }
          return true;
        });
    return copied;
  }

  /** Content that was committed, and content that is on the target. */
  private record Passed(Set<Id> committed, Set<Id> copied) {

    /** From the first committed record that was copied on: before it there was no replicator. */
    Habit judge(List<Fingerprint> stretch) {
      List<Fingerprint> passed = stretch.stream().dropWhile(print -> !isCopied(print)).toList();
      List<Fingerprint> aborted = passed.stream().filter(this::isAborted).toList();
      if (places(passed) < FEWEST) {
        return UNKNOWN;
      }
      if (aborted.stream().allMatch(print -> copied.contains(print.id()))) {
        return COPIES_ABORTED;
      }
      boolean noneSent = aborted.stream().noneMatch(print -> copied.contains(print.id()));
      boolean nothingElseLost =
          passed.stream().allMatch(print -> isAborted(print) || isCopied(print));
      return noneSent && nothingElseLost ? LEAVES_OUT_ABORTED : UNKNOWN;
    }

    private int places(List<Fingerprint> passed) {
      int places = 0;
      boolean before = false;
      for (Fingerprint print : passed) {
        places += isAborted(print) && !before ? 1 : 0;
        before = isAborted(print);
      }
      return places;
    }

    private boolean isAborted(Fingerprint print) {
      return !committed.contains(print.id());
    }

    private boolean isCopied(Fingerprint print) {
      return committed.contains(print.id()) && copied.contains(print.id());
    }
  }
}
