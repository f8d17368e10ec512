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
 * records before the hole. Limit: a marker older than a record before it, whose producer's clock
 * was ahead, is not seen.
 */
final class Holes {
  /** Records out of order in time that are stepped over to see behind them. */
  private static final int MOST_STEPS = 16;

  private final PartitionLog log;

  Holes(PartitionLog log) {
    this.log = log.at(Isolation.READ_UNCOMMITTED);
  }

  /**
   * Offsets after one place and before another that a cleaner emptied; a stretch of them that holds
   * a marker, or may hold one, counts as none.
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

  private final class Sweep {
    private long passed;
    private long newestMs = -1;
    private long emptied;

    Sweep(long after) {
      this.passed = after;
    }

    void reach(long offset) {
      if (offset > passed + 1 && unmarked(passed + 1, offset)) {
        emptied += offset - passed - 1;
      }
      passed = Math.max(passed, offset);
    }

    private boolean unmarked(long from, long to) {
      for (int step = 0; step < MOST_STEPS; step++) {
        OptionalLong later = log.offsetForTime(newestMs + 1);
        if (later.isEmpty() || later.getAsLong() >= to) {
          return true;
        }
        LogRecord earlier = Reads.exactly(log, later.getAsLong(), Math.min(from, log.end()));
        if (earlier == null) {
          return false;
        }
        newestMs = earlier.timestampMs();
      }
      return false;
    }
  }
}
