package io.tidegate.parity;

import java.util.ArrayList;
import java.util.List;

/**
 * Where a walk stands, for another to go on from: all that was decided with enough to see.
 *
 * @param aOffset from where the source is read on for ordinal {@code a}
 * @param bOffset from where the target is read on for ordinal {@code b}
 */
record Standing(long a, long aOffset, long b, long bOffset, List<Run> runs, List<Extra> extras) {
  Standing {
    runs = List.copyOf(runs);
    extras = List.copyOf(extras);
  }

  /**
   * The last run cut where the ring begins, so that who goes on can hold the same records behind
   * it. As it is where those are not held any more.
   */
  Standing cutForTheRing(int ring, LogWindow source, LogWindow target) {
    if (runs.isEmpty()) {
      return this;
    }
    Run last = runs.get(runs.size() - 1);
    long held = Math.max(source.low() - last.source(), target.low() - last.target()) + 1;
    long inside = Math.max(a - ring - last.source(), held);
    long s = last.source() + inside;
    long t = last.target() + inside;
    if (inside <= 0 || inside >= last.length() || s >= source.high() || t >= target.high()) {
      return this;
    }
    List<Run> cut = new ArrayList<>(runs.subList(0, runs.size() - 1));
    cut.add(last.upTo(inside, source.offset(s - 1), target.offset(t - 1)));
    cut.add(last.from(inside, source.offset(s), target.offset(t)));
    return new Standing(a, aOffset, b, bOffset, cut, extras);
  }

  /** The same with other runs. */
  Standing with(List<Run> others) {
    return new Standing(a, aOffset, b, bOffset, others, extras);
  }

  /** How far behind {@code a} the nearest known place of the source is, at most so far; else 0. */
  long behind(long most) {
    return runs.stream()
        .mapToLong(run -> a - run.source())
        .filter(back -> back > 0 && back <= most)
        .max()
        .orElse(0);
  }
}
