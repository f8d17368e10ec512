package io.tidegate.parity;

import java.util.Comparator;
import java.util.EnumSet;
import java.util.List;
import java.util.OptionalLong;
import java.util.Set;

/**
 * Whether somebody's word tells which of several equal records was copied last: a pair of offsets
 * from which on both logs are the same, record by record, to both their ends.
 *
 * <pre>
 * source | 7 7 7 7 7 7 7 7 ]        a sync says h = h: 5 records follow on either side, so the
 * target | 7 7 h 7 7 7 7 7 ]        replicator stands at the end
 * </pre>
 *
 * Syncs rest on a replicator that leaves such a pair whenever it starts again or goes back, and on
 * a caller who hands in the newest. Equal records cannot refute a pair, so one sync alone proves
 * nothing: two must lie on that path, and none that is as new may lie beside it. Where the
 * replicator leaves the source offset in every copy, that of the last one tells where it stands.
 */
final class Vouched {
  private static final Set<Anchor> POINTED = EnumSet.of(Anchor.PROVEN, Anchor.SYNC, Anchor.HEADER);

  /** Hints that are placed on the path at most, the newest first. */
  private static final int MOST_HINTS = 64;

  private static final int ENOUGH = 2;

  private final Sides sides;
  private final Anchors anchors;

  Vouched(Sides sides, Bounds bounds) {
    this.sides = sides;
    this.anchors = new Anchors(sides, bounds);
  }

  boolean forEnd(Findings findings, Start start, List<Hint> hints, long sourceEnd, long targetEnd) {
    if (!POINTED.contains(start.kind())
        || start.disagreeing() > 0
        || findings.tally().all() > 0
        || !findings.extras().isEmpty()
        || !straight(findings.images().runs())) {
      return false;
    }
    List<Hint> newest =
        hints.stream()
            .filter(hint -> POINTED.contains(hint.kind()) && hint.targetOffset() < targetEnd)
            .distinct()
            .sorted(Comparator.comparingLong(Hint::targetOffset).reversed())
            .limit(MOST_HINTS)
            .filter(hint -> hint.sourceOffset() < sourceEnd)
            .filter(hint -> anchors.holds(hint, sourceEnd, targetEnd))
            .toList();
    long onPath = newest.stream().filter(hint -> onPath(hint, start)).count();
    boolean beside =
        newest.stream()
            .anyMatch(
                hint ->
                    !onPath(hint, start)
                        && (hint.sourceOffset() >= start.sourceOffset()
                            || hint.targetOffset() >= start.targetOffset()));
    OptionalLong header = headerOfTheLast(targetEnd);
    if (header.isPresent()) {
      return !beside && header.getAsLong() == findings.images().last().lastSourceOffset();
    }
    return !beside && onPath >= ENOUGH;
  }

  /** The source offset that the replicator left in its last copy. */
  private OptionalLong headerOfTheLast(long targetEnd) {
    List<LogRecord> last = Reads.lastBefore(sides.target(), targetEnd, 1);
    return last.isEmpty() ? OptionalLong.empty() : sides.profile().sourceOffset(last.get(0));
  }

  /** Both sides went on record by record from where the walk began. */
  private static boolean straight(List<Run> runs) {
    long next = 0;
    for (Run run : runs) {
      if (run.source() != next || run.target() != next) {
        return false;
      }
      next = run.sourceEnd();
    }
    return true;
  }

  /** Whether as many records lie between the walk's start and this pair on either side. */
  private boolean onPath(Hint hint, Start start) {
    long onSource = apart(sides.source(), start.sourceOffset(), hint.sourceOffset());
    return onSource == apart(sides.target(), start.targetOffset(), hint.targetOffset());
  }

  private static long apart(PartitionLog log, long from, long to) {
    return from <= to ? Reads.count(log, from, to) : -Reads.count(log, to, from);
  }
}
