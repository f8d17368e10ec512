package io.tidegate.parity;

/** Measures an offset that somebody else wrote against the resume point, in visible records. */
final class Grading {
  private Grading() {}

  /**
   * Counts between the two.
   *
   * <pre>
   * target | . . g . . T* . . T0 . g      below T0 it only replays, above it skips
   * </pre>
   *
   * An offset outside the target's log is not where a consumer would start; what it does then is
   * its own reset policy, at worst a skip of everything.
   */
  static Grade of(PartitionLog target, long offset, long resume, long latest, long end) {
    if (offset < target.begin() || offset > end) {
      return new Grade(Verdict.SKIP, Reads.count(target, resume, end));
    }
    long between = Reads.count(target, Math.min(offset, resume), Math.max(offset, resume));
    if (between == 0) {
      return new Grade(Verdict.EXACT, 0);
    }
    return new Grade(offset <= latest ? Verdict.REPLAY : Verdict.SKIP, between);
  }
}
