package io.tidegate.parity;

import java.util.Comparator;
import java.util.EnumSet;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;

/**
 * Whether the replicator's own word tells which of several equal records it copied last: the source
 * offset that it left in the last copy, or the newest of its notes where that is of the last copy.
 *
 * <pre>
 * source | 7 7 7 7 7 7 7 7 ]        the newest note says n = n, and n is the last copy: it stands at
 * target | 7 7 h 7 7 7 7 n ]        the end. Of a note h before it that would not follow, since what
 *                                   came after h may have been sent twice
 * </pre>
 *
 * Equal records cannot refute a note, so the newest alone proves nothing either: another one, or
 * the anchor of an earlier proof, must lie on the path that leads to it.
 */
final class Vouched {
  private static final Set<Anchor> POINTED = EnumSet.of(Anchor.PROVEN, Anchor.SYNC, Anchor.HEADER);

  /**
   * Hints that are placed on the path at most, those first that are nearest to the walk's start.
   */
  private static final int MOST_HINTS = 64;

  private final Sides sides;
  private final Anchors anchors;

  Vouched(Sides sides, Bounds bounds) {
    this.sides = sides;
    this.anchors = new Anchors(sides, bounds);
  }

  /** To be asked once both ends were read: a note of what lies below them is written by then. */
  boolean forEnd(
      Findings findings, Start start, Question question, long sourceEnd, long targetEnd) {
    if (!POINTED.contains(start.kind())
        || start.disagreeing() > 0
        || findings.tally().all() > 0
        || !findings.extras().isEmpty()
        || !straight(findings.images().runs())) {
      return false;
    }
    Run last = findings.images().last();
    OptionalLong header = headerOfTheLast(targetEnd);
    if (header.isPresent()) {
      return header.getAsLong() == last.lastSourceOffset();
    }
    Hint lastCopy = new Hint(Anchor.SYNC, last.lastSourceOffset(), last.lastTargetOffset());
    Optional<Hint> newest = question.newest().read();
    return newest.isPresent()
        && newest.get().equals(lastCopy)
        && anchors.holds(lastCopy, sourceEnd, targetEnd)
        && another(lastCopy, question.hints(), start, sourceEnd, targetEnd);
  }

  /** Whether a second hint lies on the path. */
  private boolean another(
      Hint newest, List<Hint> hints, Start start, long sourceEnd, long targetEnd) {
    return hints.stream()
        .filter(hint -> POINTED.contains(hint.kind()) && hint.targetOffset() < targetEnd)
        .filter(hint -> hint.sourceOffset() < newest.sourceOffset())
        .distinct()
        .sorted(
            Comparator.comparingLong(hint -> Math.abs(hint.targetOffset() - start.targetOffset())))
        .limit(MOST_HINTS)
        .filter(hint -> anchors.holds(hint, sourceEnd, targetEnd))
        .anyMatch(hint -> onPath(hint, start));
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
