package io.tidegate.parity;

import java.util.HashSet;
import java.util.List;
import java.util.Set;

/** Questions about content that need one more read of the source. */
final class Twins {
  private final Sides sides;
  private final Bounds bounds;

  Twins(Sides sides, Bounds bounds) {
    this.sides = sides;
    this.bounds = bounds;
  }

  /**
   * Whether the source, aborted records included, holds this record more than once. Then the last
   * image on the target does not tell where the replicator stands.
   *
   * <pre>
   * source | 4 [5 6 7] 5 6 7 8        [..] = aborted
   * target | 4  5  6  7               copied: which 5 6 7? What comes next is 8, or 5
   * </pre>
   */
  boolean recurs(long sourceOffset) {
    PartitionLog all = sides.source().at(Isolation.READ_UNCOMMITTED);
    long end = all.end();
    LogRecord record = Reads.exactly(all, sourceOffset, end);
    if (record == null) {
      throw new LogUnavailable(
          all.name(), "offset " + sourceOffset + " disappeared while it was read");
    }
    Id id = sides.identity().of(record).id();
    int[] seen = {0};
    Reads.each(
        all,
        Reads.bracket(all, sides.profile(), record.timestampMs(), end),
        end,
        other -> {
          if (sides.identity().of(other).id().equals(id)) {
            seen[0]++;
          }
          return seen[0] < 2;
        });
    return seen[0] > 1;
  }

  /**
   * Whether the source holds aborted records between the highest copied record and the captured
   * end. A replicator that reads uncommitted will still send them, another never will.
   */
  boolean abortedAhead(long from, long captured) {
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

  /** Whether a target record that found no place near by stands elsewhere on the source. */
  boolean anyOnSource(List<Extra> extras, long sourceStart, long sourceEnd) {
    Set<Id> ids = new HashSet<>();
    long[] earliest = {Long.MAX_VALUE};
    for (Extra extra : extras) {
      Reads.each(
          sides.target(),
          extra.offset(),
          extra.lastOffset() + 1,
          record -> {
            Fingerprint print = sides.identity().of(record);
            ids.add(print.id());
            earliest[0] = Math.min(earliest[0], print.timestampMs());
            return ids.size() <= bounds.lookups();
          });
    }
    if (ids.size() > bounds.lookups()) {
      throw new NotProven(
          "fragmented: more than "
              + bounds.lookups()
              + " records of the target have no source record near by");
    }
    boolean[] found = {false};
    Reads.each(
        sides.source(),
        Math.max(
            sourceStart, Reads.bracket(sides.source(), sides.profile(), earliest[0], sourceEnd)),
        sourceEnd,
        record -> {
          found[0] = ids.contains(sides.identity().of(record).id());
          return !found[0];
        });
    return found[0];
  }
}
