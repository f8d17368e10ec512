package io.tidegate.parity;

import java.time.Duration;

/** Measures an offset that somebody else wrote against the resume point, in visible records. */
final class Grading {
  private Grading() {}

  /**
   * Counts between the two.
   *
   * <pre>
   * target | . . g . . T* . . T0 . g      below T0 it only replays, above it skips
   * </pre>
   *
   * An offset outside the target's log is not where a consumer would start; what it does then is
   * its own reset policy, at worst a skip of everything.
   */
  static Grade of(PartitionLog target, long offset, long resume, long latest, long end) {
    if (offset < target.begin() || offset > end) {
      return new Between().read(target, resume, end).as(Verdict.SKIP);
    }
    Between between =
        new Between().read(target, Math.min(offset, resume), Math.max(offset, resume));
    if (between.records == 0) {
      return between.as(Verdict.EXACT);
    }
    return between.as(offset <= latest ? Verdict.REPLAY : Verdict.SKIP);
  }

  /** The records between two offsets of the target. */
  private static final class Between {
    private long records;
    private final TimeSpan span = new TimeSpan();
    private boolean brokersTime;

    Between read(PartitionLog target, long from, long to) {
      Reads.each(
          target,
          from,
          to,
          record -> {
            records++;
            span.met(record);
            brokersTime |= !record.createTime();
            return true;
          });
      return this;
    }

    Grade as(Verdict verdict) {
      if (records == 0) {
        return new Grade(verdict, 0, Duration.ZERO);
      }
      return new Grade(verdict, records, brokersTime ? null : span.length());
    }
  }
}
