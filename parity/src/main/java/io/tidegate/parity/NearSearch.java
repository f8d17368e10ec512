package io.tidegate.parity;

/**
 * Looks in the source's ring for where a target record may come from. Of several such places that
 * from where the longest run continues; of equally long ones the nearest.
 */
final class NearSearch {
  static final long NOWHERE = Long.MIN_VALUE;

  private final LogWindow source;
  private final LogWindow target;
  private final int ring;
  private final int evidence;

  NearSearch(LogWindow source, LogWindow target, Bounds bounds) {
    this.source = source;
    this.target = target;
    this.ring = bounds.ring();
    this.evidence = bounds.evidence();
  }

  /**
   * The source's ordinal; {@link #NOWHERE} where the record is not in the ring.
   *
   * @param t the target record at ordinal {@code b}
   * @param a the source's ordinal around which the ring is filled
   */
  long find(Fingerprint t, long a, long b) {
    source.at(a + ring + evidence);
    long best = NOWHERE;
    long bestLength = 0;
    for (long p = source.low(); p < source.high(); p++) {
      Fingerprint s = source.at(p);
      if (s == null || !s.matches(t)) {
        continue;
      }
      long length = runLength(p, b);
      if (length > bestLength || (length == bestLength && Math.abs(p - a) < Math.abs(best - a))) {
        best = p;
        bestLength = length;
      }
    }
    return best;
  }

  /** How many records in a row are equal from two places on, counted up to the evidence. */
  long runLength(long p, long b) {
    long length = 1;
    while (length < evidence && p + length < source.high()) {
      Fingerprint s = source.at(p + length);
      Fingerprint t = target.at(b + length);
      if (s == null || t == null || !s.matches(t)) {
        break;
      }
      length++;
    }
    return length;
  }
}
