package io.tidegate.parity;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

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
  private final Landmarks landmarks;
  private final boolean sourceCompacts;
  private final boolean targetCompacts;
  private final Holes sourceHoles;
  private final Spans missing = new Spans();
  private final Spans aborted = new Spans();
  private final Spans emptied = new Spans();

  /** By key, the last record that is lost unless that comes again. */
  private final Map<Id, Lost.Stretch> waiting = new HashMap<>();

  /** The first ones lost; never many more than are told. */
  private final List<Lost.Stretch> firstLost = new ArrayList<>();

  private long lost;
  private long superseded;
  private long lastLost = Long.MIN_VALUE;

  /**
   * @param landmarks of the source, as the walk passed them
   */
  Missing(Sides sides, Bounds bounds, Findings findings, Landmarks landmarks, Frame frame) {
    this.sides = sides;
    this.bounds = bounds;
    this.findings = findings;
    this.landmarks = landmarks;
    this.sourceCompacts = frame.sourceCompacts();
    this.targetCompacts = frame.targetCompacts();
    this.sourceHoles = new Holes(sides.source());
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
      findEmptied(boundary, sourceEnd);
    }
    count(boundary, sourceEnd);
    return new Losses(lost, Lost.of(firstLost, lost), aborted.size(), superseded, lastLost);
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
      List<Long> chunk = Reads.first(sides.source(), at, decided, CHUNK, LogRecord::offset);
      if (chunk.isEmpty()) {
        return;
      }
      long next = chunk.get(chunk.size() - 1) + 1;
      long from = ordinal;
      boolean any = missing.sizeWithin(from, from + chunk.size()) > 0;
      Set<Long> shown = any ? Reads.offsets(committed, at, next) : Set.of();
      for (long offset : chunk) {
        if (any && isMissing(ordinal) && !shown.contains(offset)) {
          aborted.add(ordinal, ordinal + 1);
        }
        ordinal++;
      }
      bounds.refuseFragments(aborted.pieces());
      at = next;
    }
  }

  /** Finds the places where the target's offsets have room for all that is not there. */
  private void findEmptied(long boundary, long sourceEnd) {
    Holes holes = new Holes(sides.target());
    Run previous = null;
    for (Run run : findings.images().runs()) {
      long from = previous == null ? findings.boundaryOrdinal() : previous.sourceEnd();
      long unread = run.source() <= from ? 0 : unexplained(from, run.source());
      if (unread > 0) {
        Gap gap = gap(previous, run, sourceEnd);
        long unreadFrom = Math.max(from, findings.boundaryOrdinal());
        long sentAgain = run.source() - unreadFrom - missing.sizeWithin(unreadFrom, run.source());
        if (gap != null && hasRoom(gap, unread + sentAgain, holes, boundary, sourceEnd)) {
          emptied.add(from, run.source());
        }
      }
      previous = run;
    }
  }

  /** Unread records of a stretch that are on the target nowhere and were not aborted. */
  private long unexplained(long from, long to) {
    return missing.sizeWithin(from, to) - aborted.sizeWithin(from, to);
  }

  /**
   * Two neighbours on the target, and what lies between them there and on the source.
   *
   * @param source offset after that of the first on the source, or the log's begin
   * @param target offset of the first on the target, or the one before the log's begin
   */
  private record Gap(long source, long target, Run until) {}

  /**
   * The gap before an image: from the nearest earlier target record that is one of the source's,
   * which the replicator copied last before, or from the begin of both logs; null where it cannot
   * be told. A record that comes later on the source was copied before the replicator went back:
   * what is missing was to be copied after it, so a hole before it says nothing.
   */
  private @Nullable Gap gap(@Nullable Run previous, Run until, long sourceEnd) {
    long after = previous == null ? sides.target().begin() - 1 : previous.lastTargetOffset();
    long sourceFrom = previous == null ? sides.source().begin() : previous.lastSourceOffset() + 1;
    if (until.targetOffset() == after + 1) {
      return new Gap(sourceFrom, after, until);
    }
    List<Fingerprint> between =
        sides.before(sides.target(), until.targetOffset(), bounds.evidence()).stream()
            .filter(print -> print.offset() > after)
            .toList();
    Map<Id, Long> onSource = between.isEmpty() ? Map.of() : onSource(between, until, sourceEnd);
    for (int k = between.size() - 1; k >= 0; k--) {
      Long copied = onSource.get(between.get(k).id());
      if (copied != null) {
        return new Gap(
            copied < until.sourceOffset() ? copied + 1 : sourceFrom,
            between.get(k).offset(),
            until);
      }
    }
    return between.size() >= bounds.evidence() ? null : new Gap(sourceFrom, after, until);
  }

  /** Where those that are the source's stand there: the last before the image, else the first. */
  private Map<Id, Long> onSource(List<Fingerprint> prints, Run until, long sourceEnd) {
    Set<Id> wanted = prints.stream().map(Fingerprint::id).collect(Collectors.toSet());
    long earliest = prints.stream().mapToLong(Fingerprint::timestampMs).min().orElseThrow();
    Map<Id, Long> found = new HashMap<>();
    Reads.each(
        sides.source(),
        Reads.bracket(sides.source(), sides.profile(), earliest, until.sourceOffset()),
        sourceEnd,
        record -> {
          Id id = sides.identity().of(record).id();
          if (wanted.contains(id)) {
            if (record.offset() < until.sourceOffset()) {
              found.put(id, record.offset());
            } else {
              found.putIfAbsent(id, record.offset());
            }
          }
          return record.offset() < until.sourceOffset() || found.size() < wanted.size();
        });
    return found;
  }

  /**
   * Whether a gap has an emptied offset for each unread record, and for each other one that may
   * have been copied and cleaned as well, be it read or gone from the source itself: nobody can
   * tell which of them was lost.
   */
  private boolean hasRoom(Gap gap, long unread, Holes holes, long boundary, long sourceEnd) {
    long room = holes.between(gap.target(), gap.until().targetOffset());
    long readTo = Math.min(boundary, gap.until().sourceOffset());
    if (room < unread) {
      return false;
    }
    long gone =
        sourceCompacts ? sourceHoles.between(gap.source() - 1, gap.until().sourceOffset()) : 0;
    if (sourceHoles.hasGivenUp()) {
      return false;
    }
    return room >= unread + gone + Reads.count(sides.source(), gap.source(), readTo)
        || room >= unread + gone + cleanable(gap.source(), readTo, sourceEnd);
  }

  /** Records of a stretch of the source that a cleaner removes: not the last of their key. */
  private long cleanable(long from, long to, long sourceEnd) {
    Map<Id, Long> last = new HashMap<>();
    long[] cleanable = {0};
    Reads.each(
        sides.source(),
        from,
        sourceEnd,
        record -> {
          Id key = sides.identity().key(record);
          Long earlier = key == null ? null : last.remove(key);
          cleanable[0] += earlier == null ? 0 : earlier;
          if (record.offset() < to && record.value() == null) {
            cleanable[0]++;
          } else if (record.offset() < to && key != null) {
            last.merge(key, 1L, Long::sum);
          }
          return (record.offset() + 1 < to || !last.isEmpty()) && last.size() <= MOST_KEYS;
        });
    return last.size() > MOST_KEYS ? Long.MAX_VALUE / 2 : cleanable[0];
  }

  /** Numbers the records as the walk did: one that disappeared meanwhile would shift the rest. */
  private void count(long boundary, long sourceEnd) {
    long[] ordinal = {findings.boundaryOrdinal()};
    Reads.each(
        sides.source(),
        boundary,
        sourceEnd,
        record -> {
          if (ordinal[0] >= 0) {
            landmarks.passed(ordinal[0], record.offset());
          }
          visit(record, ordinal[0]++);
          return true;
        });
    if (!waiting.isEmpty()) {
      // The last of its key is never what a cleaner removes.
      lost += waiting.size();
      firstLost.addAll(waiting.values());
      lastLost = Long.MAX_VALUE;
    }
  }

  private void visit(LogRecord record, long ordinal) {
    Id key = targetCompacts ? sides.identity().key(record) : null;
    if (key != null) {
      superseded += waiting.remove(key) == null ? 0 : 1;
    }
    if (!isMissing(ordinal) || aborted.holds(ordinal)) {
      return;
    }
    if (key == null || !emptied.holds(ordinal)) {
      lost++;
      lastLost = ordinal;
      if (firstLost.size() <= Lost.MOST) {
        Lost.put(firstLost, Lost.Stretch.of(ordinal, record.offset()));
      }
    } else if (record.value() == null) {
      superseded++;
    } else {
      waiting.put(key, Lost.Stretch.of(ordinal, record.offset()));
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
