package io.tidegate.parity;

import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.Set;

/** The answer where nothing around the boundary is on the target. */
final class Unanchored {
  private final Question question;
  private final Sides sides;
  private final Bounds bounds;
  private final long boundary;
  private final long captured;

  Unanchored(Question question, Sides sides, Bounds bounds, long boundary, long captured) {
    this.question = question;
    this.sides = sides;
    this.bounds = bounds;
    this.boundary = boundary;
    this.captured = captured;
  }

  Row row(long targetEnd, long sourceEnd, InstantSource clock) {
    PartitionLog source = sides.source();
    if (!Reads.any(sides.target(), sides.target().begin(), targetEnd)) {
      return nothingCopied(question, source, boundary, captured, sourceEnd, clock.instant());
    }
    Tally tally = Tally.of(source, source.begin(), boundary, captured, sourceEnd);
    String seen =
        "no record around the boundary and none of the target's last "
            + bounds.evidence()
            + " are on the other side";
    if (!question.terms().frozen()) {
      return none(
          question,
          source,
          boundary,
          sourceEnd,
          Verdict.NOT_REPLICATED_YET,
          coming(tally, clock.instant()),
          seen + "; let the replicator copy them, or check which topic it copies to which");
    }
    if (tally.pending() == 0) {
      throw new NotProven(seen + "; check which topic is copied to which");
    }
    return none(
        question,
        source,
        boundary,
        sourceEnd,
        Verdict.SKIP,
        new Counts(0, 0, Duration.ZERO, tally.pending(), 0, Duration.ZERO, 0, 0, 0, 0, 0, 0),
        seen
            + ", so "
            + Reasons.of(tally.pending(), "unread record", "unread records")
            + " will not come; copy the topic anew");
  }

  /** The target holds no visible record: that needs no profile to say. */
  static Row nothingCopied(
      Question question,
      PartitionLog source,
      long boundary,
      long captured,
      long sourceEnd,
      Instant now) {
    Tally tally = Tally.of(source, source.begin(), boundary, captured, sourceEnd);
    return none(
        question,
        source,
        boundary,
        sourceEnd,
        Verdict.NOT_REPLICATED_YET,
        coming(tally, now),
        Reasons.nothingCopied(tally.awaited(), tally.pending(), question.terms().frozen()));
  }

  private static Counts coming(Tally tally, Instant now) {
    return new Counts(0, 0, Duration.ZERO, 0, 0, Duration.ZERO, tally.awaited(), 0, 0, 0, 0, 0)
        .withPending(tally.pending(), tally.pendingSince(), now);
  }

  /** Nothing was matched, so nothing is proven. */
  private static Row none(
      Question question,
      PartitionLog source,
      long boundary,
      long sourceEnd,
      Verdict verdict,
      Counts counts,
      String reason) {
    return new Row(
        question.pair(),
        question.committed(),
        null,
        verdict,
        Proof.NONE,
        Anchor.NONE,
        Set.of(),
        counts,
        List.of(),
        Light.RED,
        reason,
        question.targetCommitted(),
        null,
        new Boundary(Sights.around(source, boundary, sourceEnd), List.of()));
  }
}
