package io.tidegate.parity;

/**
 * A stretch of records that follow each other on both sides.
 *
 * <pre>
 * source | .. [5 6 7 8 9] ..      source = 5, target = 2, length = 5
 * target | .. [2 3 4 5 6] ..      ordinals; the offsets are those of the first and last records
 * </pre>
 *
 * A run never crosses the boundary of the group, so it is read or unread as a whole.
 */
record Run(
    long source,
    long target,
    long length,
    long sourceOffset,
    long targetOffset,
    long lastSourceOffset,
    long lastTargetOffset) {

  long sourceEnd() {
    return source + length;
  }

  long targetEnd() {
    return target + length;
  }

  /** This and the one that follows it on both sides. */
  Run joinedWith(Run next) {
    return new Run(
        source,
        target,
        length + next.length,
        sourceOffset,
        targetOffset,
        next.lastSourceOffset,
        next.lastTargetOffset);
  }

  /** Its first records. */
  Run upTo(long count, long lastSource, long lastTarget) {
    return new Run(source, target, count, sourceOffset, targetOffset, lastSource, lastTarget);
  }

  /** All but its first records. */
  Run from(long skipped, long firstSource, long firstTarget) {
    return new Run(
        source + skipped,
        target + skipped,
        length - skipped,
        firstSource,
        firstTarget,
        lastSourceOffset,
        lastTargetOffset);
  }
}
