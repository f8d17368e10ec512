package io.tidegate.parity;

import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Finds by binary search the target record in whose header the replicator left the nearest source
 * offset at or before the boundary.
 *
 * <pre>
 * target | 0 1 2 3 4 5 6 7      its records
 * header | 3 4 5 9 - 4 5 6      the source offset each carries; - = none
 * </pre>
 *
 * After a crash of the replicator they step back: what is found then is a hint as good as another.
 */
final class OffsetHeader {
  /** More halvings than an offset has bits. */
  private static final int MOST_HALVINGS = 64;

  private final Sides sides;
  private final Bounds bounds;

  OffsetHeader(Sides sides, Bounds bounds) {
    this.sides = sides;
    this.bounds = bounds;
  }

  /** Null where the profile knows of no such header, or no record carries a small enough offset. */
  @Nullable Hint near(long boundary, long targetEnd) {
    if (sides.profile().offsetHeader() == null) {
      return null;
    }
    long low = sides.target().begin();
    long high = targetEnd;
    Hint best = null;
    for (int n = 0; n < MOST_HALVINGS && low < high; n++) {
      long middle = low + (high - low) / 2;
      Hint found = firstFrom(middle, high);
      if (found != null && found.sourceOffset() <= boundary) {
        best = found;
        low = found.targetOffset() + 1;
      } else {
        high = middle;
      }
    }
    return best;
  }

  /** The first of the next K records that carries an offset. */
  private @Nullable Hint firstFrom(long from, long to) {
    List<Hint> found = new ArrayList<>();
    int[] left = {bounds.evidence()};
    Reads.each(
        sides.target(),
        from,
        to,
        record -> {
          sides
              .profile()
              .sourceOffset(record)
              .ifPresent(offset -> found.add(new Hint(Anchor.HEADER, offset, record.offset())));
          return found.isEmpty() && --left[0] > 0;
        });
    return found.isEmpty() ? null : found.get(0);
  }
}
