package io.tidegate.parity;

import java.time.Instant;
import java.util.Collections;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;
import java.util.function.Consumer;
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
 * @param divergence the few records on either side of the first that is not as it should be, which
 *     may lie far from the boundary: with DIVERGED the first on the target that is strange or late,
 *     with SKIP the first that the target lacks, with REPLAY the first that comes again; null where
 *     the walk found none, or where it is among those around the boundary
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
    @Nullable ProvenRange proven,
    @Nullable Boundary divergence) {

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

  /** With nothing to hand on, and nothing that diverges. */
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
        null,
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

  /** With another light, and all else as it was. */
  public Row withLight(Light graded) {
    return graded == light ? this : with(copy -> copy.light = graded);
  }

  /** As if nothing were pending; the light stays as it is. */
  public Row withoutPending() {
    return counts.pending() == 0 ? this : with(copy -> copy.counts = counts.withLost(0));
  }

  /** With what is pending as old as it is then; {@link GroupRows} lights it. */
  public Row at(Instant checkedAt) {
    return counts.pending() == 0 ? this : with(copy -> copy.counts = counts.at(checkedAt));
  }

  /** With another sentence. */
  public Row withReason(String told) {
    return saying(verdict, told);
  }

  /** With a verdict and a reason that know more than the position itself tells. */
  Row saying(Verdict shown, String why) {
    return with(
        copy -> {
          copy.verdict = shown;
          copy.reason = why;
        });
  }

  /** With nothing to seed, and so no grade. */
  Row withoutResume() {
    return with(copy -> {
          copy.resume = null;
          copy.grade = null;
        })
        .relit();
  }

  /** With the light that it has by itself. */
  Row relit() {
    return withLight(Lighting.alone(this));
  }

  /** With this to hand on; null for nothing. */
  public Row withProven(@Nullable ProvenRange range) {
    return with(copy -> copy.proven = range);
  }

  /** With what stands around the first record that is not as it should be; null for nothing. */
  public Row withDivergence(@Nullable Boundary around) {
    return with(copy -> copy.divergence = around);
  }

  /** With what a change sets otherwise in a copy. */
  Row with(Consumer<Copy> change) {
    Copy copy = new Copy();
    change.accept(copy);
    return copy.made();
  }

  /** What may differ in a copy. */
  final class Copy {
    @Nullable Long resume = Row.this.resume;
    Verdict verdict = Row.this.verdict;
    Proof proof = Row.this.proof;
    Set<Obligation> obligations = Row.this.obligations;
    Counts counts = Row.this.counts;
    Light light = Row.this.light;
    String reason = Row.this.reason;
    @Nullable Grade grade = Row.this.grade;
    @Nullable ProvenRange proven = Row.this.proven;
    @Nullable Boundary divergence = Row.this.divergence;

    private Row made() {
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
          proven,
          divergence);
    }
  }
}
