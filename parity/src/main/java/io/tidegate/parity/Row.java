package io.tidegate.parity;

import java.time.Instant;
import java.util.Collections;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * The answer for one group and partition.
 *
 * @param committed the group's source offset, null where it has none
 * @param resume the target offset to seed; null where nothing may be seeded. With DIVERGED and
 *     AMBIGUOUS it may be seeded on a waiver only: nothing that was copied lies before it
 * @param obligations those of EXACT that were shown to hold
 * @param candidates the smallest of the possible target offsets where there are several, ascending
 * @param light the verdict's; {@link GroupRows} gives it the group's window and envelope
 * @param reason one plain sentence that says what was found and what to do
 * @param grade null where {@code targetCommitted} or {@code resume} is
 * @param proven what was compared, for a later check to go on from; null where there is nothing to
 *     hand on
 */
public record Row(
    PartitionPair pair,
    @Nullable Long committed,
    @Nullable Long resume,
    Verdict verdict,
    Proof proof,
    Anchor anchor,
    Set<Obligation> obligations,
    Counts counts,
    List<Long> candidates,
    Light light,
    String reason,
    @Nullable Long targetCommitted,
    @Nullable Grade grade,
    Boundary boundary,
    @Nullable ProvenRange proven) {

  public Row {
    obligations =
        obligations.isEmpty() ? Set.of() : Collections.unmodifiableSet(EnumSet.copyOf(obligations));
    candidates = List.copyOf(candidates);
    if (reason.isBlank()) {
      throw new IllegalArgumentException("a row without a reason");
    }
    if (resume == null && (verdict == Verdict.EXACT || verdict == Verdict.REPLAY)) {
      throw new IllegalArgumentException(verdict + " without a resume point");
    }
    if (resume != null
        && (verdict == Verdict.UNPROVEN
            || verdict == Verdict.SKIP
            || verdict == Verdict.NOT_REPLICATED_YET)) {
      throw new IllegalArgumentException(verdict + " never has a resume point");
    }
  }

  /** With nothing to hand on. */
  public Row(
      PartitionPair pair,
      @Nullable Long committed,
      @Nullable Long resume,
      Verdict verdict,
      Proof proof,
      Anchor anchor,
      Set<Obligation> obligations,
      Counts counts,
      List<Long> candidates,
      Light light,
      String reason,
      @Nullable Long targetCommitted,
      @Nullable Grade grade,
      Boundary boundary) {
    this(
        pair,
        committed,
        resume,
        verdict,
        proof,
        anchor,
        obligations,
        counts,
        candidates,
        light,
        reason,
        targetCommitted,
        grade,
        boundary,
        null);
  }

  /** A row of which nothing is known but why. */
  public static Row unproven(
      PartitionPair pair, @Nullable Long committed, @Nullable Long targetCommitted, String reason) {
    return new Row(
        pair,
        committed,
        null,
        Verdict.UNPROVEN,
        Proof.NONE,
        Anchor.NONE,
        Set.of(),
        Counts.NONE,
        List.of(),
        Light.RED,
        reason,
        targetCommitted,
        null,
        Boundary.UNKNOWN);
  }

  public Row withLight(Light graded) {
    return new Row(
        pair,
        committed,
        resume,
        verdict,
        proof,
        anchor,
        obligations,
        counts,
        candidates,
        graded,
        reason,
        targetCommitted,
        grade,
        boundary,
        proven);
  }

  /** With what is pending as old as it is then; {@link GroupRows} lights it. */
  public Row at(Instant checkedAt) {
    return new Row(
        pair,
        committed,
        resume,
        verdict,
        proof,
        anchor,
        obligations,
        counts.at(checkedAt),
        candidates,
        light,
        reason,
        targetCommitted,
        grade,
        boundary,
        proven);
  }

  /** With another sentence. */
  public Row withReason(String told) {
    return saying(verdict, told);
  }

  /** With a verdict and a reason that know more than the position itself tells. */
  Row saying(Verdict shown, String why) {
    return new Row(
        pair,
        committed,
        resume,
        shown,
        proof,
        anchor,
        obligations,
        counts,
        candidates,
        light,
        why,
        targetCommitted,
        grade,
        boundary,
        proven);
  }

  /** With nothing to seed, and so no grade. */
  Row withoutResume() {
    return new Row(
            pair,
            committed,
            null,
            verdict,
            proof,
            anchor,
            obligations,
            counts,
            candidates,
            light,
            reason,
            targetCommitted,
            null,
            boundary,
            proven)
        .relit();
  }

  private Row relit() {
    return withLight(Lighting.alone(this));
  }

  public Row withProven(@Nullable ProvenRange range) {
    return new Row(
        pair,
        committed,
        resume,
        verdict,
        proof,
        anchor,
        obligations,
        counts,
        candidates,
        light,
        reason,
        targetCommitted,
        grade,
        boundary,
        range);
  }
}
