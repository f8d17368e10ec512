package io.tidegate.parity;

import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Where what the target delivers first differs from what is unread, for people to look at.
 *
 * <pre>
 * source | .. 7[8 9 10 11 12          [ = the position, where both go on alike
 * target | .. 7[8 9 10  X 11 12       X = the first that differs: shown with what stands around it,
 *                                         and beside it what follows 10 on the source
 * target | .. 7[8 9 10 12             11 is lost: shown beside what follows 10 on the target
 * target | .. 7[8 9 10 8 9 10 11      8 comes again: shown beside 8 on the source
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
   * Reads a few records of each side. Null where nothing differs, where it is not known, or where
   * what is lost or comes again is among the records shown around the boundary.
   *
   * @param shown those
   * @param boundary offset of the first unread source record
   */
  @Nullable Boundary around(
      Verdict verdict, Boundary shown, long boundary, long sourceEnd, long targetEnd) {
    return switch (verdict) {
      case DIVERGED -> aroundStrange(boundary, sourceEnd, targetEnd);
      case SKIP -> aroundLost(shown.source(), sourceEnd, targetEnd);
      case REPLAY -> aroundAgain(shown.target(), sourceEnd, targetEnd);
      default -> null;
    };
  }

  private @Nullable Boundary aroundLost(List<RecordView> shown, long sourceEnd, long targetEnd) {
    List<Lost.Stretch> lost = account.losses().which().stretches();
    if (lost.isEmpty() || holds(shown, lost.get(0).fromOffset())) {
      return null;
    }
    Lost.Stretch first = lost.get(0);
    Run before = null;
    for (Run run : account.findings().images().runs()) {
      boolean nearer = before == null || run.sourceEnd() >= before.sourceEnd();
      before = run.sourceEnd() <= first.from() && nearer ? run : before;
    }
    long beside = before == null ? sides.target().begin() : before.lastTargetOffset() + 1;
    return around(first.fromOffset(), sourceEnd, beside, targetEnd);
  }

  private @Nullable Boundary aroundAgain(List<RecordView> shown, long sourceEnd, long targetEnd) {
    Placement.@Nullable Place again = account.findings().place().again();
    long offset = again == null ? -1 : again.offset(sides.target());
    return again == null || holds(shown, offset)
        ? null
        : around(again.sourceOffset(sides.source()), sourceEnd, offset, targetEnd);
  }

  private static boolean holds(List<RecordView> shown, long offset) {
    return shown.stream().anyMatch(view -> view.offset() == offset);
  }

  private Boundary around(long source, long sourceEnd, long target, long targetEnd) {
    return new Boundary(
        Sights.around(sides.source(), source, sourceEnd),
        Sights.around(sides.target(), target, targetEnd));
  }

  private Boundary aroundStrange(long boundary, long sourceEnd, long targetEnd) {
    long first = first(targetEnd);
    Run before = null;
    for (Run run : account.findings().images().runs()) {
      before = run.lastTargetOffset() < first ? run : before;
    }
    long beside = before == null ? boundary : before.lastSourceOffset() + 1;
    return around(beside, sourceEnd, first, targetEnd);
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
