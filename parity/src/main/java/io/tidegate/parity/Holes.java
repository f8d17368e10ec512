package io.tidegate.parity;

import java.util.OptionalLong;

/**
 * What a cleaner left of a log: offsets without a record.
 *
 * <pre>
 * offset | 4 5 6 7 8 9        c = removed by the cleaner, m = marker of a transaction
 * log    | a c c b m d        between 4 and 7: 2, between 7 and 9: 0
 * </pre>
 *
 * A marker is invisible too, but has a time: the log is asked for the first offset later than all
 * records before the hole, and so on for each marker in it. Limit: a marker is not seen that is no
 * later than a record or marker before it, such as one whose producer's clock was ahead.
 */
final class Holes {
  /** Questions for a place in time, after which a hole with a marker counts as none. */
  private static final int MOST_ASKED = 4_096;

  private final PartitionLog log;
  private int asked;

  Holes(PartitionLog log) {
    this.log = log.at(Isolation.READ_UNCOMMITTED);
  }

  /**
   * Offsets after one place and before another that a cleaner emptied: at least so many, and once
   * it {@linkplain #hasGivenUp has given up} perhaps more.
   *
   * @param after offset of a record, or the one before the log's begin
   * @param before offset of a later record, or the log's end
   */
  long between(long after, long before) {
    Sweep sweep = new Sweep(after);
    Reads.each(
        log,
        Math.max(after, log.begin()),
        before,
        record -> {
          sweep.reach(record.offset());
          sweep.newestMs = Math.max(sweep.newestMs, record.timestampMs());
          return true;
        });
    sweep.reach(before);
    return sweep.emptied;
  }

  /**
   * Whether more was to be asked than is asked of one log: holes with a marker count as none since.
   */
  boolean hasGivenUp() {
    return asked > MOST_ASKED;
  }

  /** The first offset at least so late; {@link Long#MAX_VALUE} where none is. */
  private long firstAt(long timestampMs) {
    asked++;
    OptionalLong found = log.offsetForTime(timestampMs);
    return found.isPresent() ? found.getAsLong() : Long.MAX_VALUE;
  }

  /** The earliest time at which the first offset lies behind this one; it does not at the given. */
  private long timeBehind(long offset, long timestampMs) {
    long notYet = timestampMs;
    long step = 1;
    while (firstAt(notYet + step) <= offset) {
      notYet += step;
      step *= 2;
    }
    long behind = notYet + step;
    while (behind - notYet > 1) {
      long middle = notYet + (behind - notYet) / 2;
      if (firstAt(middle) <= offset) {
        notYet = middle;
      } else {
        behind = middle;
      }
    }
    return behind;
  }

  private final class Sweep {
    private long passed;
    private long newestMs = -1;
    private long emptied;

    Sweep(long after) {
      this.passed = after;
    }

    void reach(long offset) {
      if (offset > passed + 1) {
        emptied += offset - passed - 1 - markers(passed + 1, offset);
      }
      passed = Math.max(passed, offset);
    }

    /** How many offsets of a stretch without records hold a marker; all where it is too long. */
    private long markers(long from, long to) {
      long markers = 0;
      long timestampMs = newestMs + 1;
      long first = firstAt(timestampMs);
      while (first < to) {
        if (hasGivenUp()) {
          return to - from;
        }
        markers += first >= from ? 1 : 0;
        timestampMs = timeBehind(Math.max(first, from - 1), timestampMs);
        first = firstAt(timestampMs);
      }
      return markers;
    }
  }
}
