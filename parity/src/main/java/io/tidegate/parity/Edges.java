package io.tidegate.parity;

import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Places to walk from where nothing near the boundary is known: the ends of both logs. */
final class Edges {
  private final Sides sides;
  private final int evidence;
  private final int ring;

  Edges(Sides sides, Bounds bounds) {
    this.sides = sides;
    this.evidence = bounds.evidence();
    this.ring = bounds.ring();
  }

  /** Both logs begin at 0, and with equal records. */
  @Nullable Start head(long sourceEnd, long targetEnd) {
    if (sides.source().begin() != 0 || sides.target().begin() != 0) {
      return null;
    }
    List<Fingerprint> left = sides.after(sides.source(), 0, sourceEnd, evidence);
    List<Fingerprint> right = sides.after(sides.target(), 0, targetEnd, evidence);
    int common = Math.min(left.size(), right.size());
    for (int k = 0; k < common; k++) {
      if (!left.get(k).id().equals(right.get(k).id())) {
        return null;
      }
    }
    return common == 0 ? null : new Start(Anchor.HEAD, 0, 0, 0, 0);
  }

  /**
   * The last records of the target, wherever they come from: the replicator may stand far before
   * the boundary, or may have begun beyond it.
   */
  @Nullable Start lastCopied(long boundary, long sourceEnd, long targetEnd) {
    List<Fingerprint> tail = sides.before(sides.target(), targetEnd, evidence);
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
    return found[0] < 0
        ? null
        : Start.before(Anchor.WINDOW, sides, Math.min(found[0], boundary), found[1], evidence);
  }

  /**
   * Both drained: walks back from the ends in lockstep, past the boundary, or to where they differ.
   *
   * <pre>
   * source | 0 1 2 3 S 5 6 7 8 9 ]        frozen: nothing comes after the ends
   * target | x x x y 4 5 6 7 8 9 ]        equal from the end back to here
   * </pre>
   */
  @Nullable Start tail(long boundary, long sourceEnd, long targetEnd) {
    return backFrom(Anchor.TAIL, boundary, sourceEnd, targetEnd);
  }

  /** Walks back in lockstep from two places before which equal records stand. */
  @Nullable Start backFrom(Anchor kind, long boundary, long sourceEnd, long targetEnd) {
    Backward left = new Backward(sides, sides.source(), sourceEnd, ring);
    Backward right = new Backward(sides, sides.target(), targetEnd, ring);
    int beyond = 0;
    Fingerprint lastLeft = null;
    Fingerprint lastRight = null;
    while (beyond < evidence) {
      Fingerprint a = left.previous();
      Fingerprint b = a == null ? null : right.previous();
      if (a == null || b == null || !a.id().equals(b.id())) {
        break;
      }
      lastLeft = a;
      lastRight = b;
      beyond += a.offset() < boundary ? 1 : 0;
    }
    if (lastLeft == null || lastRight == null) {
      return null;
    }
    long onSource = lastLeft.offset();
    long onTarget = lastRight.offset();
    return onSource <= boundary
        ? Start.atPair(kind, sides, onSource, onTarget, evidence)
        : Start.before(kind, sides, boundary, onTarget, evidence);
  }

  /** Reads a log from its end to its begin, a ring at a time. */
  private static final class Backward {
    private final Sides sides;
    private final PartitionLog log;
    private final int chunk;
    private long to;
    private List<Fingerprint> held = List.of();
    private int left;

    Backward(Sides sides, PartitionLog log, long end, int chunk) {
      this.sides = sides;
      this.log = log;
      this.to = end;
      this.chunk = chunk;
    }

    @Nullable Fingerprint previous() {
      if (left == 0) {
        held = Reads.lastBefore(log, to, chunk, sides.identity()::of);
        left = held.size();
        if (left == 0) {
          return null;
        }
        to = held.get(0).offset();
      }
      return held.get(--left);
    }
  }
}
