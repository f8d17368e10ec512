package io.tidegate.parity;

import java.time.Duration;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * A check cut at a declared number of unread records. What lies between the cut and the ends is not
 * read; the ends are, since they tell what is pending and whether records are being sent again.
 *
 * <pre>
 * source | ... S . . N unread . . X ~ ~ ~ ~ ~ ~ ~ . . . C     ~ = not read
 * target | ... T . . . . . . . . Y ~ ~ ~ ~ ~ ~ . . . E        X, Y = the cuts
 * </pre>
 */
final class Cut {
  private final Question question;
  private final Sides sides;
  private final Bounds bounds;
  private final long boundary;
  private final long captured;
  private final long sourceCut;
  private final long targetCut;

  /** What the last records of both logs say. */
  private record Ends(boolean found, boolean settled, boolean beyondTheCut, Tally tally) {}

  private Cut(
      Question question,
      Sides sides,
      Bounds bounds,
      long boundary,
      long captured,
      long sourceCut,
      long targetCut) {
    this.question = question;
    this.sides = sides;
    this.bounds = bounds;
    this.boundary = boundary;
    this.captured = captured;
    this.sourceCut = sourceCut;
    this.targetCut = targetCut;
  }

  /** Null where nothing is cut off: fewer are unread, or fewer are on the target. */
  static @Nullable Cut of(
      Question question, Sides sides, Bounds bounds, long boundary, long captured) {
    Long most = question.terms().suffixRecords();
    if (most == null) {
      return null;
    }
    long sourceCut = offsetAfter(sides.source(), boundary, captured, most);
    if (sourceCut >= captured) {
      return null;
    }
    long targetEnd = sides.target().end();
    Start near =
        new Anchors(sides, bounds)
            .near(hints(question), question.terms().keepsOffsets(), sourceCut, captured, targetEnd);
    long targetCut = near == null ? targetEnd : image(sides, bounds, near, sourceCut, targetEnd);
    return targetCut >= targetEnd
        ? null
        : new Cut(question, sides, bounds, boundary, captured, sourceCut, targetCut);
  }

  Row row(Patience patience, InstantSource clock) {
    Sides cut =
        new Sides(
            new CutLog(sides.source(), sourceCut),
            new CutLog(sides.target(), targetCut),
            sides.identity());
    // The newest note is of what lies beyond the cut.
    Question asked =
        question.withProven(null).withHints(hints(question)).withNewest(NewestNote.NONE);
    Row row;
    try (Check check = new Check(asked, cut, bounds, boundary, sourceCut)) {
      row = check.run(patience, clock);
    }
    Ends ends = ends();
    while (row.resume() != null && !(ends.settled() && ends.tally().pending() == 0)) {
      if (!patience.waited()) {
        break;
      }
      ends = ends();
    }
    return judged(row, ends, clock);
  }

  private Row judged(Row row, Ends ends, InstantSource clock) {
    long missing = row.counts().skip() + row.counts().pending();
    if (missing > 0 && (row.verdict() == Verdict.SKIP || row.resume() != null)) {
      // Records from the cut on were copied: these are lost, or were sent again after the cut.
      return rebuilt(
          row,
          Verdict.UNPROVEN,
          null,
          Proof.NONE,
          row.counts(),
          missing
              + " of the first "
              + suffixRecords()
              + " unread records are not where they belong on the target, lost or sent again beyond"
              + " the cut; leave suffixRecords out to tell");
    }
    if (row.resume() == null) {
      return rebuilt(row, row.verdict(), null, Proof.NONE, row.counts(), row.reason());
    }
    boolean frozen = question.terms().frozen();
    if (!ends.found()) {
      return rebuilt(
          row,
          Verdict.UNPROVEN,
          null,
          Proof.NONE,
          row.counts(),
          "the last records of the target were not found on the source; check again, or leave"
              + " suffixRecords out");
    }
    if (!ends.beyondTheCut() || !(ends.settled() || frozen)) {
      boolean again = !frozen;
      return rebuilt(
          row,
          again ? Verdict.NOT_REPLICATED_YET : Verdict.UNPROVEN,
          null,
          Proof.NONE,
          row.counts(),
          again
              ? "the replicator is sending records again that the target already has; let it catch"
                  + " up and check again"
              : "the target ends with records sent again that lie within the cut; leave"
                  + " suffixRecords out");
    }
    if (frozen && ends.tally().pending() > 0) {
      return rebuilt(
          row,
          Verdict.SKIP,
          null,
          Proof.NONE,
          withPending(row.counts(), ends.tally(), true, clock),
          ends.tally().pending()
              + " unread records at the source's end are not on the target and will not come; copy"
              + " them anew, or keep this group on the source");
    }
    Proof proof = suffixRecords() <= bounds.evidence() ? Proof.WINDOW : Proof.RANGE;
    return rebuilt(
        row,
        row.verdict(),
        row.resume(),
        proof,
        withPending(row.counts(), ends.tally(), frozen, clock),
        row.reason()
            + "; only the first "
            + suffixRecords()
            + " unread records were read, as declared");
  }

  private long suffixRecords() {
    Long most = question.terms().suffixRecords();
    return most == null ? Long.MAX_VALUE : most;
  }

  private static Counts withPending(
      Counts counted, Tally beyond, boolean frozen, InstantSource clock) {
    if (!frozen) {
      return counted.withPending(beyond.pending(), beyond.pendingSince(), clock.instant());
    }
    return new Counts(
        counted.suffixRead(),
        counted.replay(),
        counted.replaySpan(),
        counted.skip() + beyond.pending(),
        0,
        Duration.ZERO,
        counted.awaited(),
        counted.aborted(),
        counted.phantom(),
        counted.foreign(),
        counted.reordered(),
        counted.superseded());
  }

  private Row rebuilt(
      Row row, Verdict verdict, @Nullable Long resume, Proof proof, Counts counts, String reason) {
    Set<Obligation> held = EnumSet.noneOf(Obligation.class);
    held.addAll(row.obligations());
    held.remove(Obligation.SUFFIX);
    Row rebuilt =
        new Row(
            row.pair(),
            row.committed(),
            resume,
            verdict,
            proof,
            row.anchor(),
            held,
            counts,
            row.candidates(),
            Light.RED,
            reason,
            row.targetCommitted(),
            resume == null ? null : graded(row, resume),
            row.boundary(),
            resume == null ? null : row.proven());
    return rebuilt.withLight(Lighting.alone(rebuilt));
  }

  /** An offset beyond the cut skips; how much is counted on the whole log. */
  private @Nullable Grade graded(Row row, long resume) {
    Long offset = row.targetCommitted();
    return offset == null || offset <= targetCut
        ? row.grade()
        : Grading.of(sides.target(), offset, resume, resume, sides.target().end());
  }

  private Ends ends() {
    long targetEnd = sides.target().end();
    long sourceEnd = sides.source().end();
    List<Long> target = Reads.offsetsBefore(sides.target(), targetEnd, bounds.evidence());
    List<Long> source = Reads.offsetsBefore(sides.source(), sourceEnd, bounds.ring());
    Tally nothing = new Tally(0, 0, 0, Long.MAX_VALUE, Long.MAX_VALUE, 0);
    if (target.isEmpty() || source.isEmpty()) {
      return new Ends(false, false, false, nothing);
    }
    Walk.Cuts cuts = new Walk.Cuts(sourceCut, captured, Long.MAX_VALUE);
    long from = source.get(0);
    try (Walk walk = new Walk(sides, bounds, cuts, from, target.get(0))) {
      walk.advance(sourceEnd, targetEnd);
      if (walk.runs().isEmpty()) {
        return new Ends(false, false, false, nothing);
      }
      Run last = walk.runs().get(walk.runs().size() - 1);
      Run highest = last;
      boolean beyond = true;
      for (Run run : walk.runs()) {
        highest = run.sourceEnd() > highest.sourceEnd() ? run : highest;
        beyond &= run.sourceOffset() >= sourceCut || run.lastTargetOffset() < targetCut;
      }
      long after = highest.lastSourceOffset() + 1;
      boolean again = comesNextAgain(after, sourceEnd, targetEnd);
      if (again && question.terms().frozen()) {
        return new Ends(false, false, false, nothing);
      }
      return new Ends(
          true,
          last.sourceEnd() == highest.sourceEnd() && !again,
          beyond,
          Tally.of(sides.source(), after, boundary, captured, sourceEnd));
    }
  }

  /**
   * Whether what would be copied next is on the target already: then the last records of the target
   * are in the middle of what is sent again. Without timestamps it is looked for among the last.
   */
  private boolean comesNextAgain(long after, long sourceEnd, long targetEnd) {
    List<LogRecord> next = Reads.first(sides.source(), after, sourceEnd, 1);
    if (next.isEmpty()) {
      return false;
    }
    long from =
        sides.profile().timestamp()
            ? Reads.bracket(sides.target(), sides.profile(), next.get(0).timestampMs(), targetEnd)
            : targetEnd - bounds.ring();
    boolean[] found = {false};
    Reads.each(
        sides.target(),
        Math.max(sides.target().begin(), from),
        targetEnd,
        record -> {
          found[0] = sides.identity().same(next.get(0), record);
          return !found[0];
        });
    return found[0];
  }

  /** The offset of the record after so many visible ones; the end where there are not as many. */
  private static long offsetAfter(PartitionLog log, long from, long end, long count) {
    long[] left = {count};
    long[] found = {end};
    Reads.each(
        log,
        from,
        end,
        record -> {
          if (left[0]-- == 0) {
            found[0] = record.offset();
            return false;
          }
          return true;
        });
    return found[0];
  }

  /**
   * The target offset at which the source's records from the cut on begin; the target's end where
   * they do not. Reads on from a place near by, a ring at a time.
   */
  private static long image(
      Sides sides, Bounds bounds, Start near, long sourceCut, long targetEnd) {
    Walk.Cuts cuts = new Walk.Cuts(sourceCut, Long.MAX_VALUE, Long.MAX_VALUE);
    long sourceEnd = sides.source().end();
    try (Walk walk = new Walk(sides, bounds, cuts, near.sourceOffset(), near.targetOffset())) {
      long to = near.targetOffset();
      while (to < targetEnd) {
        to = Math.min(targetEnd, to + bounds.ring());
        walk.advance(sourceEnd, to);
        for (Run run : walk.runs()) {
          if (run.sourceOffset() >= sourceCut) {
            return run.targetOffset();
          }
        }
      }
    }
    return targetEnd;
  }

  private static List<Hint> hints(Question question) {
    List<Hint> hints = new ArrayList<>(question.hints());
    if (question.proven() != null) {
      hints.addAll(question.proven().pairs());
    }
    return hints;
  }
}
