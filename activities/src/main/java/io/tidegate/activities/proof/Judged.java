package io.tidegate.activities.proof;

import io.tidegate.parity.Row;
import java.util.Objects;

/**
 * A row, and how far back it reaches.
 *
 * @param disturbed whether it has to be judged again
 */
record Judged(Piece piece, Row row, long lowestOnSource, long lowestOnTarget, boolean disturbed) {

  /** The same for another that is alike. */
  Judged of(Piece other) {
    return new Judged(other, row, lowestOnSource, lowestOnTarget, disturbed);
  }

  /** Whether it is about the place that was asked about: a failed read may be made anew later. */
  boolean isOf(Offsets offsets) {
    return offsets
        .of(piece)
        .filter(of -> Objects.equals(row.committed(), of.committed()))
        .filter(of -> Objects.equals(row.targetCommitted(), of.targetCommitted()))
        .isPresent();
  }
}
