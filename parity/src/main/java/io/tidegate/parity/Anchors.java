package io.tidegate.parity;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.EnumSet;
import java.util.HashSet;
import java.util.List;
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

  /** How much wider a window is tried where the records next to the boundary were all lost. */
  private static final int WIDER = 4;

  /** Records that the target may hold more than the source from the boundary on, or fewer. */
  private static final int SLACK = 16;

  private static final Set<Anchor> POINTED = EnumSet.of(Anchor.PROVEN, Anchor.SYNC, Anchor.HEADER);

  private static final Comparator<Hint> NEAREST_FIRST =
      Comparator.comparingLong(Hint::sourceOffset)
          .reversed()
          .thenComparingLong(Hint::targetOffset)
          .thenComparing(Hint::kind);

  private final Sides sides;
  private final Bounds bounds;
  private final int evidence;

  Anchors(Sides sides, Bounds bounds) {
    this.sides = sides;
    this.bounds = bounds;
    this.evidence = bounds.evidence();
  }

  /**
   * The nearest hint that holds, else the boundary's own offset where the tool keeps offsets, else
   * what a replicator left in a header, else the window around the boundary; null where none does.
   */
  @Nullable Start near(
      List<Hint> hints, boolean keepsOffsets, long boundary, long sourceEnd, long targetEnd) {
    List<Hint> pointed =
        hints.stream()
            .filter(hint -> POINTED.contains(hint.kind()))
            .sorted(NEAREST_FIRST)
            .distinct()
            .toList();
    List<Hint> usable =
        pointed.stream().filter(hint -> hint.sourceOffset() <= boundary).limit(MOST_HINTS).toList();
    int refuted = 0;
    for (Hint hint : usable) {
      if (holds(hint, sourceEnd, targetEnd)) {
        return agreed(hint, pointed, refuted, sourceEnd, targetEnd);
      }
      refuted++;
    }
    if (keepsOffsets) {
      Start same = sameOffset(boundary, sourceEnd, targetEnd, refuted);
      if (same != null) {
        return same;
      }
    }
    Hint left = new OffsetHeader(sides, bounds).near(boundary, targetEnd);
    if (left != null && holds(left, sourceEnd, targetEnd)) {
      return startAt(left.kind(), left.sourceOffset(), left.targetOffset(), refuted);
    }
    int all = left == null ? refuted : refuted + 1;
    Start likely = asFarFromTheEnd(boundary, sourceEnd, targetEnd, all);
    if (likely != null) {
      return likely;
    }
    Start found = window(boundary, sourceEnd, targetEnd, evidence, all);
    return found == null ? window(boundary, sourceEnd, targetEnd, WIDER * evidence, all) : found;
  }

  /** Where other hints hold that put these records elsewhere, the smallest target offset. */
  private Start agreed(
      Hint nearest, List<Hint> pointed, int refuted, long sourceEnd, long targetEnd) {
    List<Hint> disagreeing =
        pointed.stream()
            .filter(other -> !other.agreesWith(nearest))
            .limit(MOST_HINTS)
            .filter(other -> holds(other, sourceEnd, targetEnd))
            .toList();
    long target =
        disagreeing.stream()
            .mapToLong(Hint::targetOffset)
            .reduce(nearest.targetOffset(), Math::min);
    Start start = startAt(nearest.kind(), nearest.sourceOffset(), target, refuted);
    return start.disagreeing(disagreeing.size());
  }

  /** K records on either side of the boundary, each with its equal at the same offset. */
  private @Nullable Start sameOffset(long boundary, long sourceEnd, long targetEnd, int refuted) {
    List<Fingerprint> left = new ArrayList<>(sides.before(sides.source(), boundary, evidence));
    left.addAll(sides.after(sides.source(), boundary, sourceEnd, evidence));
    long from = left.isEmpty() ? boundary : left.get(0).offset();
    long to = left.isEmpty() ? boundary : left.get(left.size() - 1).offset() + 1;
    long copied = Math.min(to, targetEnd);
    List<Fingerprint> expected =
        left.stream()
            .filter(print -> print.offset() >= sides.target().begin() && print.offset() < copied)
            .toList();
    List<Fingerprint> found =
        sides.after(sides.target(), Math.min(from, copied), copied, Math.max(1, 2 * evidence + 1));
    boolean equal = !expected.isEmpty() && expected.size() == found.size();
    for (int k = 0; equal && k < found.size(); k++) {
      equal =
          expected.get(k).offset() == found.get(k).offset()
              && expected.get(k).id().equals(found.get(k).id());
    }
    return equal
        ? startAt(Anchor.SAME_OFFSET, expected.get(0).offset(), expected.get(0).offset(), refuted)
        : null;
  }

  /** Whether both offsets are there now and hold equal records. */
  boolean holds(Hint hint, long sourceEnd, long targetEnd) {
    LogRecord left = Reads.exactly(sides.source(), hint.sourceOffset(), sourceEnd);
    LogRecord right = Reads.exactly(sides.target(), hint.targetOffset(), targetEnd);
    if (hint.kind() == Anchor.PROVEN && (left == null || right == null)) {
      // A freeze anchor names the ends of both logs: the last records before them are the pair.
      left = before(sides.source(), hint.sourceOffset(), sourceEnd);
      right = before(sides.target(), hint.targetOffset(), targetEnd);
    }
    if (left == null || right == null) {
      return false;
    }
    // One digest at a time: the identity reuses its own.
    Id id = sides.identity().of(left).id();
    return id.equals(sides.identity().of(right).id());
  }

  private static @Nullable LogRecord before(PartitionLog log, long offset, long end) {
    List<LogRecord> last = offset > end ? List.of() : Reads.lastBefore(log, offset, 1);
    return last.isEmpty() ? null : last.get(0);
  }

  /**
   * The window where it stands as a rule: as far from the end as on the source. So nobody has to
   * look up a place in time, which costs a broker more than to serve the window does. Only where
   * the first of its records is there; of one that was sent again this may be a later copy, which
   * is as good a place to begin as a hint to it would be.
   */
  private @Nullable Start asFarFromTheEnd(
      long boundary, long sourceEnd, long targetEnd, int refuted) {
    long near = Start.back(sides.source(), boundary, evidence);
    LogRecord first =
        sides.profile().timestamp() ? Reads.exactly(sides.source(), near, boundary) : null;
    if (first == null) {
      return null;
    }
    long guess = targetEnd - (sourceEnd - boundary) - evidence - SLACK;
    int[] left = {2 * (evidence + SLACK)};
    long[] found = {-1};
    Reads.each(
        sides.target(),
        Math.max(sides.target().begin(), guess),
        targetEnd,
        record -> {
          if (sides.identity().same(first, record)) {
            found[0] = record.offset();
          }
          return found[0] < 0 && --left[0] > 0;
        });
    return found[0] < 0 ? null : new Start(Anchor.WINDOW, first.offset(), found[0], refuted, 0);
  }

  /** The first target record that is one of so many on either side of the boundary. */
  private @Nullable Start window(
      long boundary, long sourceEnd, long targetEnd, int reach, int refuted) {
    List<Fingerprint> before = sides.before(sides.source(), boundary, reach);
    List<Fingerprint> after = sides.after(sides.source(), boundary, sourceEnd, reach);
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
    return new Start(Anchor.WINDOW, sourceStart, found[0], refuted, 0);
  }

  private Start startAt(Anchor kind, long sourceOffset, long targetOffset, int refuted) {
    return Start.atPair(kind, sides, sourceOffset, targetOffset, evidence).refuting(refuted);
  }
}
