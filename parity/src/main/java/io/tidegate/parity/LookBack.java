package io.tidegate.parity;

/**
 * Where an image could stand on the target that a walk has not seen, because it lies before the
 * walk's start: an anchor may rest on the second copy of a record.
 *
 * <pre>
 * target | 0 1 .. 99 50 51 .. 60          a true sync may say 50 = the second 50: nothing beyond
 *                    ^ start              60 is found from there, and 61..99 stand before it
 * </pre>
 */
final class LookBack {
  private final Question question;
  private final Sides sides;
  private final boolean wentOn;

  /**
   * For one walk.
   *
   * @param wentOn whether the walk has an earlier, proven one behind it: that one looked back, and
   *     what came to the source since cannot stand before it
   */
  LookBack(Question question, Sides sides, boolean wentOn) {
    this.question = question;
    this.sides = sides;
    this.wentOn = wentOn;
  }

  /** The earliest target offset to look at; the walk's start where it has seen all there can be. */
  long from(Findings findings, Start start, long boundary, long targetEnd) {
    boolean disorder = findings.place().reordered() > 0;
    if (findings.missing().isEmpty()
        && !disorder
        && (wentOn || !unseenBeyond(findings.tally(), start))) {
      return start.targetOffset();
    }
    long earliest = findings.tally().oldestMs();
    if (!findings.missing().isEmpty() || disorder) {
      earliest = Math.min(earliest, oldestUnread(boundary, findings));
    }
    return Reads.bracket(sides.target(), sides.profile(), earliest, targetEnd);
  }

  /**
   * Records beyond the captured end did not exist when the target's end was taken first, so a walk
   * that begins there or before has seen all their images; one in an open transaction did exist.
   */
  private boolean unseenBeyond(Tally tally, Start start) {
    boolean freshCannotPrecede =
        question.isolation() == Isolation.READ_UNCOMMITTED
            && start.targetOffset() <= question.targetEndBefore();
    return tally.awaited() + tally.pending() > 0 || (tally.fresh() > 0 && !freshCannotPrecede);
  }

  private long oldestUnread(long boundary, Findings findings) {
    if (!sides.profile().timestamp()) {
      return Long.MAX_VALUE;
    }
    long[] oldest = {Long.MAX_VALUE};
    Reads.each(
        sides.source(),
        boundary,
        findings.reached().next(),
        record -> {
          oldest[0] = Math.min(oldest[0], record.timestampMs());
          return true;
        });
    return oldest[0];
  }
}
