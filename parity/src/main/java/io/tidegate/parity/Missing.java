package io.tidegate.parity;

import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * Why unread records are not on the target. Reads the source once more from the boundary on.
 *
 * <pre>
 * source | k1 k2 [k3 k1 k2 k4]        unread: k3 k1 k2 k4
 * target | k1 k2   .  .  k2 k4        two offsets without a record, where k3 and k1 would stand:
 *                                     superseded if k3 and k1 come again later, else lost
 * </pre>
 */
final class Missing {
  /** Source records looked at together. */
  private static final int CHUNK = 256;

  /** Keys that still wait for a later record. */
  private static final int MOST_KEYS = 131_072;

  private final Sides sides;
  private final Bounds bounds;
  private final Findings findings;
  private final boolean targetCompacts;
  private final Spans missing = new Spans();
  private final Spans aborted = new Spans();
  private final Spans emptied = new Spans();
  private final Map<Id, Long> waiting = new HashMap<>();

  private long lost;
  private long superseded;
  private long lastLost = Long.MIN_VALUE;

  Missing(Sides sides, Bounds bounds, Findings findings, boolean targetCompacts) {
    this.sides = sides;
    this.bounds = bounds;
    this.findings = findings;
    this.targetCompacts = targetCompacts;
    findings.missing().forEach(span -> missing.add(span.start(), span.end()));
  }

  Losses told(long boundary, long sourceEnd) {
    if (findings.missing().isEmpty()) {
      return Losses.NONE;
    }
    if (sides.source().isolation() == Isolation.READ_UNCOMMITTED) {
      findAborted(boundary, sourceEnd);
    }
    if (targetCompacts) {
      findEmptied();
    }
    count(boundary, sourceEnd);
    return new Losses(lost, aborted.size(), superseded, lastLost);
  }

  private boolean isMissing(long ordinal) {
    return missing.holds(ordinal);
  }

  private void findAborted(long boundary, long sourceEnd) {
    PartitionLog committed = sides.source().at(Isolation.READ_COMMITTED);
    long decided = Math.min(sourceEnd, committed.end());
    long ordinal = findings.boundaryOrdinal();
    long at = boundary;
    while (at < decided) {
      List<LogRecord> chunk = Reads.first(sides.source(), at, decided, CHUNK);
      if (chunk.isEmpty()) {
        return;
      }
      long next = chunk.get(chunk.size() - 1).offset() + 1;
      long from = ordinal;
      boolean any = missing.sizeWithin(from, from + chunk.size()) > 0;
      Set<Long> shown = any ? Reads.offsets(committed, at, next) : Set.of();
      for (LogRecord record : chunk) {
        if (any && isMissing(ordinal) && !shown.contains(record.offset())) {
          aborted.add(ordinal, ordinal + 1);
        }
        ordinal++;
      }
      bounds.refuseFragments(aborted.pieces());
      at = next;
    }
  }

  /** Finds the places where the target's offsets have room for all that is not there. */
  private void findEmptied() {
    Holes holes = new Holes(sides.target());
    List<Run> runs = findings.images().runs();
    Run previous = null;
    for (Run run : runs) {
      long from = previous == null ? findings.boundaryOrdinal() : previous.sourceEnd();
      if (run.source() > from && missing.sizeWithin(from, run.source()) > 0) {
        long needed = needed(from, run.source());
        long room =
            previous == null
                ? roomBefore(holes, run, needed)
                : holes.between(previous.lastTargetOffset(), run.targetOffset());
        if (needed > 0 && room >= needed) {
          emptied.add(from, run.source());
        }
      }
      previous = run;
    }
  }

  /**
   * Of a stretch of the source, the records that are on the target nowhere and were not aborted.
   */
  private long needed(long from, long to) {
    long read = Math.max(0, Math.min(to, findings.boundaryOrdinal()) - from);
    return read + missing.sizeWithin(from, to) - aborted.sizeWithin(from, to);
  }

  /**
   * The room before the first image, measured from the nearest earlier target record that is one of
   * the source's, or from the log's begin.
   */
  private long roomBefore(Holes holes, Run first, long needed) {
    List<LogRecord> earlier =
        Reads.lastBefore(sides.target(), first.targetOffset(), bounds.evidence());
    for (int k = earlier.size() - 1; k >= 0; k--) {
      Fingerprint print = sides.identity().of(earlier.get(k));
      long[] last = {-1};
      Reads.each(
          sides.source(),
          Reads.bracket(sides.source(), sides.profile(), print.timestampMs(), first.sourceOffset()),
          first.sourceOffset(),
          record -> {
            if (sides.identity().of(record).id().equals(print.id())) {
              last[0] = record.offset();
            }
            return true;
          });
      if (last[0] >= 0) {
        long skipped = Reads.count(sides.source(), last[0] + 1, first.sourceOffset());
        return spare(holes.between(print.offset(), first.targetOffset()), skipped, needed);
      }
    }
    if (earlier.size() >= bounds.evidence()) {
      return 0;
    }
    long skipped = Reads.count(sides.source(), sides.source().begin(), first.sourceOffset());
    return spare(holes.between(sides.target().begin() - 1, first.targetOffset()), skipped, needed);
  }

  /** Room is left for those that are needed only if there is room for all that was skipped. */
  private static long spare(long room, long skipped, long needed) {
    return room >= skipped ? needed : 0;
  }

  private void count(long boundary, long sourceEnd) {
    long[] ordinal = {findings.boundaryOrdinal()};
    Reads.each(
        sides.source(),
        boundary,
        sourceEnd,
        record -> {
          visit(record, ordinal[0]++);
          return true;
        });
    long neverAgain = waiting.values().stream().mapToLong(Long::longValue).sum();
    if (neverAgain > 0) {
      // The last of its key is never what a cleaner removes.
      lost += neverAgain;
      lastLost = Long.MAX_VALUE;
    }
  }

  private void visit(LogRecord record, long ordinal) {
    Id key = targetCompacts ? sides.identity().key(record) : null;
    if (key != null) {
      Long earlier = waiting.remove(key);
      superseded += earlier == null ? 0 : earlier;
    }
    if (!isMissing(ordinal) || aborted.holds(ordinal)) {
      return;
    }
    if (key == null || !emptied.holds(ordinal)) {
      lost++;
      lastLost = ordinal;
    } else if (record.value() == null) {
      superseded++;
    } else {
      waiting.merge(key, 1L, Long::sum);
      if (waiting.size() > MOST_KEYS) {
        throw new NotProven(
            "more than "
                + MOST_KEYS
                + " keys are not on the compacted target and are not yet known to come again;"
                + " check again when the group is further on");
      }
    }
  }
}
