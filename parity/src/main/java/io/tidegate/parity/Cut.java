package io.tidegate.parity;

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
  private final Place at;

  /**
   * Where a check is cut.
   *
   * @param boundary the first unread record
   * @param captured the source's end when the check began
   * @param source the first offset that is not read
   * @param target where that record is on the target
   */
  record Place(long boundary, long captured, long source, long target) {}

  private Cut(Question question, Sides sides, Bounds bounds, Place at) {
    this.question = question;
    this.sides = sides;
    this.bounds = bounds;
    this.at = at;
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
        : new Cut(question, sides, bounds, new Place(boundary, captured, sourceCut, targetCut));
  }

  Row row(SharedWalk shared, Patience patience, InstantSource clock) {
    Sides cut =
        new Sides(
            new CutLog(sides.source(), at.source()),
            new CutLog(sides.target(), at.target()),
            sides.identity());
    // The newest note is of what lies beyond the cut.
    Question asked =
        question.withProven(null).withHints(hints(question)).withNewest(NewestNote.NONE);
    Row row = shared.row(asked, cut, bounds, at.boundary(), at.source(), patience, clock);
    LastRecords last = last();
    while (row.resume() != null && !(last.settled() && last.tally().pending() == 0)) {
      if (!patience.waited()) {
        break;
      }
      last = last();
    }
    return judged(row, last, clock);
  }

  private LastRecords last() {
    return LastRecords.of(sides, bounds, at, question.terms().frozen());
  }

  private Row judged(Row row, LastRecords last, InstantSource clock) {
    long missing = row.counts().skip() + row.counts().pending();
    if (missing > 0 && (row.verdict() == Verdict.SKIP || row.resume() != null)) {
      // Records from the cut on were copied: these are lost, or were sent again after the cut.
      return withheld(
          row,
          Verdict.UNPROVEN,
          missing
              + " of the first "
              + suffixRecords()
              + " unread records "
              + (missing == 1 ? "is not where it belongs" : "are not where they belong")
              + " on the target, lost or sent again beyond"
              + " the cut; leave suffixRecords out to tell");
    }
    Long resume = row.resume();
    if (resume == null) {
      return withheld(row, row.verdict(), row.reason());
    }
    boolean frozen = question.terms().frozen();
    if (!last.found()) {
      return withheld(
          row,
          Verdict.UNPROVEN,
          "the last records of the target were not found on the source; check again, or leave"
              + " suffixRecords out");
    }
    if (!last.beyondTheCut() || !(last.settled() || frozen)) {
      boolean again = !frozen;
      return withheld(
          row,
          again ? Verdict.NOT_REPLICATED_YET : Verdict.UNPROVEN,
          again
              ? "the replicator is sending records again that the target already has; let it catch"
                  + " up and check again"
              : "the target ends with records sent again that lie within the cut; leave"
                  + " suffixRecords out");
    }
    if (frozen && last.tally().pending() > 0) {
      return withheld(
          row.with(copy -> copy.counts = row.counts().withLost(last.tally().pending())),
          Verdict.SKIP,
          Reasons.of(last.tally().pending(), "unread record", "unread records")
              + " at the source's end "
              + (last.tally().pending() == 1 ? "is" : "are")
              + " not on the target"
              + Reasons.willNotCome(last.tally().pending()));
    }
    Proof proof = suffixRecords() <= bounds.evidence() ? Proof.WINDOW : Proof.RANGE;
    Counts counts =
        frozen
            ? row.counts().withLost(last.tally().pending())
            : row.counts()
                .withPending(last.tally().pending(), last.tally().pendingSince(), clock.instant());
    return row.with(
            copy -> {
              copy.proof = proof;
              copy.obligations = withoutSuffix(row);
              copy.counts = counts;
              copy.reason =
                  row.reason()
                      + "; only the first "
                      + Reasons.of(suffixRecords(), "unread record was", "unread records were")
                      + " read, as declared";
              copy.grade = graded(row, resume);
            })
        .relit();
  }

  private long suffixRecords() {
    Long most = question.terms().suffixRecords();
    return most == null ? Long.MAX_VALUE : most;
  }

  /** With nothing to seed. */
  private static Row withheld(Row row, Verdict verdict, String why) {
    return row.with(
            copy -> {
              copy.verdict = verdict;
              copy.resume = null;
              copy.proof = Proof.NONE;
              copy.obligations = withoutSuffix(row);
              copy.reason = why;
              copy.grade = null;
              copy.proven = null;
            })
        .relit();
  }

  private static Set<Obligation> withoutSuffix(Row row) {
    Set<Obligation> held = EnumSet.noneOf(Obligation.class);
    held.addAll(row.obligations());
    held.remove(Obligation.SUFFIX);
    return held;
  }

  /** An offset beyond the cut skips; how much is counted on the whole log. */
  private @Nullable Grade graded(Row row, long resume) {
    Long offset = row.targetCommitted();
    return offset == null || offset <= at.target()
        ? row.grade()
        : Grading.of(sides.target(), offset, resume, resume, sides.target().end());
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
