package io.tidegate.activities.proof;

import io.tidegate.parity.Hint;
import io.tidegate.parity.Reset;
import java.util.Comparator;
import java.util.Optional;
import java.util.OptionalLong;

/**
 * Where the records that a check will read begin on either side, as far as that can be told before
 * it reads. A wrong guess costs a read, never an answer.
 *
 * @param boundary the source offset that the check is about
 * @param source where it reads from on the source, about
 * @param target where it reads from on the target, about
 * @param hinted whether a hint leads there; else the check looks for the records around the
 *     boundary
 */
record Reach(long boundary, long source, long target, boolean hinted) {
  /** Records on either side of a boundary that a check looks at. */
  static final int AROUND = 64;

  /** Where every offset holds a visible record. */
  private static final int LOOK_BACK = AROUND;

  /**
   * Of what was proven before a check reads a few places, which are not known ahead; but a few
   * thousand records are sooner read than sought out.
   */
  private static final int READ_ANYWAY = 4_096;

  /** For a target that holds a little more than the source does from the boundary on. */
  private static final int SLACK = 16;

  /** Empty where a check will read nothing. */
  static Optional<Reach> of(Piece piece, Offsets.Of offsets) {
    OptionalLong found = boundary(piece, offsets);
    if (found.isEmpty() || piece.profile() == null) {
      return Optional.empty();
    }
    long boundary = found.getAsLong();
    boolean provenBefore = piece.request().proven().containsKey(piece.pair());
    if (provenBefore && offsets.sourceEnd() - boundary > READ_ANYWAY) {
      return Optional.empty();
    }
    Optional<Hint> hint =
        piece.hints().stream()
            .filter(one -> one.sourceOffset() <= boundary)
            .max(Comparator.comparingLong(Hint::sourceOffset));
    long guess =
        piece.request().terms().keepsOffsets()
            ? boundary
            : offsets.targetEnd() - (offsets.sourceEnd() - boundary) - SLACK;
    long source = hint.map(Hint::sourceOffset).orElse(boundary) - LOOK_BACK;
    long target = hint.map(Hint::targetOffset).orElse(guess) - LOOK_BACK;
    return Optional.of(
        new Reach(
            boundary,
            Math.max(offsets.sourceBegin(), source),
            Math.max(offsets.targetBegin(), target),
            hint.isPresent()));
  }

  private static OptionalLong boundary(Piece piece, Offsets.Of offsets) {
    Long committed = offsets.committed();
    if (committed == null) {
      Reset policy = piece.request().terms().uncommitted();
      return policy == Reset.FAIL
          ? OptionalLong.empty()
          : OptionalLong.of(policy == Reset.EARLIEST ? offsets.sourceBegin() : offsets.sourceEnd());
    }
    return committed >= offsets.sourceBegin() && committed <= offsets.sourceEnd()
        ? OptionalLong.of(committed)
        : OptionalLong.empty();
  }
}
