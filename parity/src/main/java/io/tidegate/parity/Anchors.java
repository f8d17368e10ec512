package io.tidegate.parity;

import java.util.Comparator;
import java.util.EnumSet;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Finds a place on both sides to walk from. No answer rests on it: a walk finds every image from
 * there on, and goes back further when something is not there.
 *
 * <pre>
 * source | . . h . . [K before] S [K after] . .     h = hint, S = boundary
 * target | . . h . . . . x . . . . .                x = the first record of the window on the target
 * </pre>
 */
final class Anchors {
  /** Hints that are read again at most before the window is tried. */
  private static final int MOST_HINTS = 16;

  private static final Set<Anchor> POINTED = EnumSet.of(Anchor.PROVEN, Anchor.SYNC, Anchor.HEADER);

  private final Sides sides;
  private final int evidence;

  Anchors(Sides sides, Bounds bounds) {
    this.sides = sides;
    this.evidence = bounds.evidence();
  }

  /** The nearest hint that holds, else the window around the boundary; null where neither does. */
  @Nullable Start near(List<Hint> hints, long boundary, long sourceEnd, long targetEnd) {
    List<Hint> usable =
        hints.stream()
            .filter(hint -> POINTED.contains(hint.kind()) && hint.sourceOffset() <= boundary)
            .sorted(
                Comparator.comparingLong(Hint::sourceOffset)
                    .reversed()
                    .thenComparingLong(Hint::targetOffset))
            .limit(MOST_HINTS)
            .toList();
    int refuted = 0;
    for (Hint hint : usable) {
      if (holds(hint, sourceEnd, targetEnd)) {
        return startAt(hint.kind(), hint.sourceOffset(), hint.targetOffset(), refuted);
      }
      refuted++;
    }
    return window(boundary, sourceEnd, targetEnd, refuted);
  }

  /** Both logs begin at 0, and with equal records. */
  @Nullable Start head(long sourceEnd, long targetEnd) {
    if (sides.source().begin() != 0 || sides.target().begin() != 0) {
      return null;
    }
    List<Fingerprint> left = sides.prints(Reads.first(sides.source(), 0, sourceEnd, evidence));
    List<Fingerprint> right = sides.prints(Reads.first(sides.target(), 0, targetEnd, evidence));
    int common = Math.min(left.size(), right.size());
    for (int k = 0; k < common; k++) {
      if (!left.get(k).id().equals(right.get(k).id())) {
        return null;
      }
    }
    return common == 0 ? null : new Start(Anchor.HEAD, 0, 0, 0);
  }

  /**
   * The last records of the target, wherever they come from: the replicator may stand far before
   * the boundary, or may have begun beyond it.
   */
  @Nullable Start lastCopied(long boundary, long sourceEnd, long targetEnd) {
    List<Fingerprint> tail = sides.prints(Reads.lastBefore(sides.target(), targetEnd, evidence));
    Map<Id, Long> offsets = new HashMap<>();
    long earliest = Long.MAX_VALUE;
    for (Fingerprint print : tail) {
      offsets.putIfAbsent(print.id(), print.offset());
      earliest = Math.min(earliest, print.timestampMs());
    }
    if (offsets.isEmpty()) {
      return null;
    }
    long[] found = {-1, -1};
    Reads.each(
        sides.source(),
        Reads.bracket(sides.source(), sides.profile(), earliest, sourceEnd),
        sourceEnd,
        record -> {
          Long there = offsets.get(sides.identity().of(record).id());
          if (there != null) {
            found[0] = record.offset();
            found[1] = there;
          }
          return there == null;
        });
    return found[0] < 0 ? null : startAt(Anchor.WINDOW, Math.min(found[0], boundary), found[1], 0);
  }

  private boolean holds(Hint hint, long sourceEnd, long targetEnd) {
    LogRecord left = Reads.exactly(sides.source(), hint.sourceOffset(), sourceEnd);
    LogRecord right = Reads.exactly(sides.target(), hint.targetOffset(), targetEnd);
    if (left == null || right == null) {
      return false;
    }
    // One digest at a time: the identity reuses its own.
    Id id = sides.identity().of(left).id();
    return id.equals(sides.identity().of(right).id());
  }

  private @Nullable Start window(long boundary, long sourceEnd, long targetEnd, int refuted) {
    List<Fingerprint> before = sides.prints(Reads.lastBefore(sides.source(), boundary, evidence));
    List<Fingerprint> after =
        sides.prints(Reads.first(sides.source(), boundary, sourceEnd, evidence));
    Set<Id> ids = new HashSet<>();
    long earliest = Long.MAX_VALUE;
    for (List<Fingerprint> half : List.of(before, after)) {
      for (Fingerprint print : half) {
        ids.add(print.id());
        earliest = Math.min(earliest, print.timestampMs());
      }
    }
    if (ids.isEmpty()) {
      return null;
    }
    long from = Reads.bracket(sides.target(), sides.profile(), earliest, targetEnd);
    long[] found = {-1};
    Reads.each(
        sides.target(),
        from,
        targetEnd,
        record -> {
          if (ids.contains(sides.identity().of(record).id())) {
            found[0] = record.offset();
          }
          return found[0] < 0;
        });
    if (found[0] < 0) {
      return null;
    }
    long sourceStart = before.isEmpty() ? boundary : before.get(0).offset();
    return new Start(Anchor.WINDOW, sourceStart, back(sides.target(), found[0]), refuted);
  }

  private Start startAt(Anchor kind, long sourceOffset, long targetOffset, int refuted) {
    return new Start(
        kind, back(sides.source(), sourceOffset), back(sides.target(), targetOffset), refuted);
  }

  /** The offset K visible records earlier, so that what lies before a place is seen as well. */
  private long back(PartitionLog log, long offset) {
    List<LogRecord> before = Reads.lastBefore(log, offset, evidence);
    return before.isEmpty() ? offset : before.get(0).offset();
  }
}
