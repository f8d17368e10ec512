package io.tidegate.parity;

import org.jspecify.annotations.Nullable;

/**
 * Where what the target delivers first differs from what is unread, for people to look at.
 *
 * <pre>
 * source | .. 7[8 9 10 11 12          [ = the position, where both go on alike
 * target | .. 7[8 9 10  X 11 12       X = the first that differs: shown with what stands around it,
 *                                         and beside it what follows 10 on the source
 * </pre>
 */
final class Divergence {
  private final Sides sides;
  private final Account account;

  Divergence(Sides sides, Account account) {
    this.sides = sides;
    this.account = account;
  }

  /**
   * Reads a few records of each side.
   *
   * @param boundary offset of the first unread source record
   */
  Boundary around(long boundary, long sourceEnd, long targetEnd) {
    long first = first(targetEnd);
    Run before = null;
    for (Run run : account.findings().images().runs()) {
      before = run.lastTargetOffset() < first ? run : before;
    }
    long beside = before == null ? boundary : before.lastSourceOffset() + 1;
    return new Boundary(
        Sights.around(sides.source(), beside, sourceEnd),
        Sights.around(sides.target(), first, targetEnd));
  }

  /** Offset on the target. */
  private long first(long targetEnd) {
    Long strange = account.extras().strangeFrom();
    Placement.@Nullable Place late = account.findings().place().late();
    return Math.min(
        strange == null ? targetEnd : strange,
        late == null ? targetEnd : late.offset(sides.target()));
  }
}
