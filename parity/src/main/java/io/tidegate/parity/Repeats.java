package io.tidegate.parity;

import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Where records repeat, a walk from the boundary may pair others than one back from the end, and
 * only the latter may show that the target's end is exactly what is unread.
 *
 * <pre>
 * source | 7 7 7[7 7 7 8]       the first 7 at hand on the target is not the right one, but
 * target | 7 7 7 7 7 8          back from 8 there are as many as are unread
 * </pre>
 */
final class Repeats {
  private final Sides sides;
  private final Edges edges;
  private final Twins twins;
  private final boolean frozen;

  Repeats(Sides sides, Bounds bounds, boolean frozen) {
    this.sides = sides;
    this.edges = new Edges(sides, bounds);
    this.twins = new Twins(sides, bounds);
    this.frozen = frozen;
  }

  /**
   * A start found back from the end; null where nothing repeats, so that it could show nothing new,
   * or where the last record copied repeats itself, so that the end is not known.
   */
  @Nullable Start fromTheEnd(
      Row row, Images images, long boundary, long sourceEnd, long targetEnd) {
    long last = images.last().lastSourceOffset();
    boolean lastRepeats = repeats(last, sourceEnd);
    List<LogRecord> unread = Reads.first(sides.source(), boundary, sourceEnd, 1);
    boolean any =
        row.verdict() == Verdict.AMBIGUOUS
            || row.verdict() == Verdict.UNPROVEN
            || lastRepeats
            || (!unread.isEmpty() && repeats(unread.get(0).offset(), sourceEnd));
    if (!any || (lastRepeats && !frozen)) {
      return null;
    }
    return frozen
        ? edges.tail(boundary, sourceEnd, targetEnd)
        : edges.backFrom(row.anchor(), boundary, last + 1, images.last().lastTargetOffset() + 1);
  }

  private boolean repeats(long sourceOffset, long sourceEnd) {
    return twins.recurrence(sourceOffset, sourceEnd).any();
  }
}
