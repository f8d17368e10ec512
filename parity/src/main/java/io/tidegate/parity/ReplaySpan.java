package io.tidegate.parity;

import java.time.Duration;
import java.util.List;

/** The time that replayed records cover: newest minus oldest source timestamp. */
final class ReplaySpan {
  private ReplaySpan() {}

  static Duration of(PartitionLog source, List<Placement.Piece> pieces) {
    TimeSpan span = new TimeSpan();
    for (Placement.Piece piece : pieces) {
      long[] at = {0};
      Reads.each(
          source,
          piece.run().sourceOffset(),
          piece.run().lastSourceOffset() + 1,
          record -> {
            if (at[0] >= piece.skip()) {
              span.met(record);
            }
            at[0]++;
            return at[0] < piece.skip() + piece.length();
          });
    }
    return span.length();
  }
}
