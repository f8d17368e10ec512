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
    if (!Reads.any(sides.target(), sides.target().begin(), targetEnd)) {
      return nothingCopied(
          question, sides.source(), boundary, captured, sourceEnd, clock.instant());
    }
    throw new NotProven(
        "no record around the boundary and none of the target's last "
            + bounds.evidence()
            + " were found on the other side; check the topic's mapping;"
            + " not built yet: EXPIRED_TARGET and DIVERGED");
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
    Duration age = Verdicts.age(tally, now);
    Counts counts =
        new Counts(0, 0, Duration.ZERO, 0, tally.pending(), age, tally.awaited(), 0, 0, 0, 0, 0);
    return new Row(
        question.pair(),
        question.committed(),
        null,
        Verdict.NOT_REPLICATED_YET,
        Proof.NONE,
        Anchor.NONE,
        Set.of(),
        counts,
        List.of(),
        Light.RED,
        "the target is empty, "
            + tally.awaited()
            + " records that the group has read are still to arrive; let it catch up and check"
            + " again",
        question.targetCommitted(),
        null,
        new Boundary(Sights.around(source, boundary, sourceEnd), List.of()));
  }
}
