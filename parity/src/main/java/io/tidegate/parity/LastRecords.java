package io.tidegate.parity;

import java.util.List;

/**
 * What the last records of both logs say beside a check that was cut before them.
 *
 * @param found whether the target's last records are on the source; without them the rest is
 *     unknown
 * @param settled whether the target ends with the highest record that was copied, and so nothing is
 *     being sent again
 * @param beyondTheCut whether no record from before the cut was copied again after it
 * @param tally of the source records after the highest that was copied
 */
record LastRecords(boolean found, boolean settled, boolean beyondTheCut, Tally tally) {
  private static final LastRecords NOT_FOUND =
      new LastRecords(false, false, false, new Tally(0, 0, 0, Long.MAX_VALUE, Long.MAX_VALUE, 0));

  /**
   * Reads them now.
   *
   * @param frozen nobody writes to either log any more
   */
  static LastRecords of(Sides sides, Bounds bounds, Cut.Place cut, boolean frozen) {
    long targetEnd = sides.target().end();
    long sourceEnd = sides.source().end();
    List<Long> target = Reads.offsetsBefore(sides.target(), targetEnd, bounds.evidence());
    List<Long> source = Reads.offsetsBefore(sides.source(), sourceEnd, bounds.ring());
    if (target.isEmpty() || source.isEmpty()) {
      return NOT_FOUND;
    }
    Walk.Cuts cuts = new Walk.Cuts(cut.source(), cut.captured(), Long.MAX_VALUE);
    long from = source.get(0);
    try (Walk walk = new Walk(sides, bounds, cuts, from, target.get(0))) {
      walk.advance(sourceEnd, targetEnd);
      if (walk.runs().isEmpty()) {
        return NOT_FOUND;
      }
      Run last = walk.runs().get(walk.runs().size() - 1);
      Run highest = last;
      boolean beyond = true;
      for (Run run : walk.runs()) {
        highest = run.sourceEnd() > highest.sourceEnd() ? run : highest;
        beyond &= run.sourceOffset() >= cut.source() || run.lastTargetOffset() < cut.target();
      }
      long after = highest.lastSourceOffset() + 1;
      boolean again = comesNextAgain(sides, bounds, after, sourceEnd, targetEnd);
      if (again && frozen) {
        return NOT_FOUND;
      }
      return new LastRecords(
          true,
          last.sourceEnd() == highest.sourceEnd() && !again,
          beyond,
          Tally.of(sides.source(), after, cut.boundary(), cut.captured(), sourceEnd));
    }
  }

  /**
   * Whether what would be copied next is on the target already: then the last records of the target
   * are in the middle of what is sent again. Without timestamps it is looked for among the last.
   */
  private static boolean comesNextAgain(
      Sides sides, Bounds bounds, long after, long sourceEnd, long targetEnd) {
    List<LogRecord> next = Reads.first(sides.source(), after, sourceEnd, 1);
    if (next.isEmpty()) {
      return false;
    }
    long from =
        sides.profile().timestamp()
            ? Reads.bracket(sides.target(), sides.profile(), next.get(0).timestampMs(), targetEnd)
            : targetEnd - bounds.ring();
    boolean[] found = {false};
    Reads.each(
        sides.target(),
        Math.max(sides.target().begin(), from),
        targetEnd,
        record -> {
          found[0] = sides.identity().same(next.get(0), record);
          return !found[0];
        });
    return found[0];
  }
}
