package io.tidegate.parity;

import java.util.List;

/**
 * Where a walk begins on both sides.
 *
 * @param kind the anchor it rests on
 * @param refuted hints that were read again and did not hold
 * @param disagreeing hints that hold as well, and put the same records elsewhere
 */
record Start(Anchor kind, long sourceOffset, long targetOffset, int refuted, int disagreeing) {

  /** From K visible records before a pair, so that what lies before it is seen as well. */
  static Start before(
      Anchor kind, Sides sides, long sourceOffset, long targetOffset, int evidence) {
    return new Start(
        kind,
        back(sides.source(), sourceOffset, evidence),
        back(sides.target(), targetOffset, evidence),
        0,
        0);
  }

  /** From a pair of equal records, as many before it on either side: the pair stays a pair. */
  static Start atPair(
      Anchor kind, Sides sides, long sourceOffset, long targetOffset, int evidence) {
    List<Long> left = Reads.offsetsBefore(sides.source(), sourceOffset, evidence);
    List<Long> right = Reads.offsetsBefore(sides.target(), targetOffset, evidence);
    int back = Math.min(left.size(), right.size());
    return new Start(
        kind,
        back == 0 ? sourceOffset : left.get(left.size() - back),
        back == 0 ? targetOffset : right.get(right.size() - back),
        0,
        0);
  }

  /** The offset of the record K visible ones before a place, or as near to that as the log goes. */
  static long back(PartitionLog log, long offset, int evidence) {
    List<Long> before = Reads.offsetsBefore(log, offset, evidence);
    return before.isEmpty() ? offset : before.get(0);
  }

  Start refuting(int hints) {
    return new Start(kind, sourceOffset, targetOffset, hints, disagreeing);
  }

  Start disagreeing(int hints) {
    return new Start(kind, sourceOffset, targetOffset, refuted, hints);
  }

  Start at(long earlierSourceOffset, long earlierTargetOffset) {
    return new Start(kind, earlierSourceOffset, earlierTargetOffset, refuted, disagreeing);
  }

  Start lookingBackTo(long earlierTargetOffset) {
    return new Start(kind, sourceOffset, earlierTargetOffset, refuted, disagreeing);
  }

  /** What a row's reason says of the hints; empty where there is nothing to say. */
  String note() {
    StringBuilder note = new StringBuilder();
    if (refuted > 0) {
      note.append(" (").append(hints(refuted)).append(" read again: what they say does not hold)");
    }
    if (disagreeing > 0) {
      note.append(" (")
          .append(hints(disagreeing))
          .append(" in disagreement, though what they say holds: the smaller target offset taken)");
    }
    return note.toString();
  }

  private static String hints(int count) {
    return count == 1 ? "1 hint" : count + " hints";
  }
}
