package io.tidegate.parity;

import java.util.HashSet;
import java.util.List;
import java.util.Set;

/** Questions about content that need one more read of the source. */
final class Twins {
  /** Occurrences of one content that are counted. */
  private static final int MOST = 16;

  /**
   * Where else on the source the content of a record stands.
   *
   * @param aborted in a transaction that was aborted or is open: on one side of the pair at least
   * @param shown more than once among the committed ones, whatever was aborted besides
   */
  record Recurrence(boolean aborted, boolean shown) {
    static final Recurrence NONE = new Recurrence(false, false);

    boolean any() {
      return aborted || shown;
    }
  }

  private final Sides sides;
  private final Bounds bounds;

  Twins(Sides sides, Bounds bounds) {
    this.sides = sides;
    this.bounds = bounds;
  }

  /**
   * Whether the source, aborted records included, holds this content more than once. Then the last
   * image on the target does not tell where the replicator stands.
   *
   * <pre>
   * source | 4 [5 6 7] 5 6 7 8        [..] = aborted
   * target | 4  5  6  7               copied: which 5 6 7? What comes next is 8, or 5
   * </pre>
   */
  Recurrence recurrence(long sourceOffset, long sourceEnd) {
    PartitionLog all = sides.source().at(Isolation.READ_UNCOMMITTED);
    // What stands beyond the end seen after the target's was not there to be copied.
    boolean seesAll = sides.source().isolation() == Isolation.READ_UNCOMMITTED;
    long end = seesAll ? sourceEnd : all.end();
    LogRecord record = Reads.exactly(all, sourceOffset, end);
    if (record == null) {
      throw new LogUnavailable(
          all.name(), "offset " + sourceOffset + " disappeared while it was read");
    }
    int everywhere = occurrences(all, record, end);
    if (everywhere < 2) {
      return Recurrence.NONE;
    }
    PartitionLog committed = all.at(Isolation.READ_COMMITTED);
    int shown = occurrences(committed, record, Math.min(end, committed.end()));
    return new Recurrence(shown < everywhere, shown > 1);
  }

  /**
   * How often a content is there, counted up to {@value #MOST}. Without the producer's time in it
   * nothing says where to look, and the whole log is read: so no digests are made.
   */
  private int occurrences(PartitionLog log, LogRecord record, long end) {
    int[] seen = {0};
    Reads.each(
        log,
        Reads.bracket(log, sides.profile(), record.timestampMs(), end),
        end,
        other -> {
          if (sides.identity().same(record, other)) {
            seen[0]++;
          }
          return seen[0] < MOST;
        });
    return seen[0];
  }

  /**
   * Whether the source holds aborted records between the highest copied record and the captured
   * end. A replicator that reads uncommitted will still send them, another never will.
   */
  boolean abortedAhead(long from, long captured) {
    if (from >= captured) {
      return false;
    }
    PartitionLog all = sides.source().at(Isolation.READ_UNCOMMITTED);
    PartitionLog committed = sides.source().at(Isolation.READ_COMMITTED);
    long to = Math.min(captured, committed.end());
    return Reads.count(all, from, to) != Reads.count(committed, from, to);
  }

  /** Whether the target holds the content of an unread record that has no image of its own. */
  boolean missingRepeats(
      Findings findings, Start start, long boundary, long sourceEnd, long targetEnd) {
    Set<Id> ids = new HashSet<>();
    Spans missing = new Spans();
    findings.missing().forEach(span -> missing.add(span.start(), span.end()));
    long[] ordinal = {findings.boundaryOrdinal()};
    Reads.each(
        sides.source(),
        boundary,
        sourceEnd,
        record -> {
          long at = ordinal[0]++;
          if (missing.gaps(at, at + 1).isEmpty()) {
            ids.add(sides.identity().of(record).id());
          }
          return ids.size() < bounds.lookups();
        });
    boolean[] found = {false};
    Reads.each(
        sides.target(),
        start.targetOffset(),
        targetEnd,
        record -> {
          found[0] = ids.contains(sides.identity().of(record).id());
          return !found[0];
        });
    return found[0];
  }

  /**
   * Whether a target record that found no place near by stands elsewhere on the source. Holds a
   * bounded number of records, and reads the source once for each such lot.
   */
  boolean anyOnSource(List<Extra> extras, long sourceStart, long sourceEnd) {
    Lookup lookup = new Lookup(sourceStart, sourceEnd);
    for (Extra extra : extras) {
      Reads.each(
          sides.target(), extra.offset(), extra.lastOffset() + 1, record -> !lookup.found(record));
    }
    return lookup.found();
  }

  private final class Lookup {
    private final long sourceStart;
    private final long sourceEnd;
    private final Set<Id> lot = new HashSet<>();
    private long earliest = Long.MAX_VALUE;
    private int lots;
    private boolean found;

    Lookup(long sourceStart, long sourceEnd) {
      this.sourceStart = sourceStart;
      this.sourceEnd = sourceEnd;
    }

    boolean found(LogRecord record) {
      Fingerprint print = sides.identity().of(record);
      lot.add(print.id());
      earliest = Math.min(earliest, print.timestampMs());
      return lot.size() >= bounds.lookups() && found();
    }

    /** Looks up those gathered so far. */
    boolean found() {
      if (found || lot.isEmpty()) {
        return found;
      }
      if (++lots > bounds.searches()) {
        throw new NotProven(
            "fragmented: too many records of the target have no source record near by; copy the"
                + " topic anew");
      }
      long from = Reads.bracket(sides.source(), sides.profile(), earliest, sourceEnd);
      Reads.each(
          sides.source(),
          Math.max(sourceStart, from),
          sourceEnd,
          record -> {
            found = lot.contains(sides.identity().of(record).id());
            return !found;
          });
      lot.clear();
      earliest = Long.MAX_VALUE;
      return found;
    }
  }
}
