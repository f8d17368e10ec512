package io.tidegate.parity;

import java.time.Duration;
import java.util.List;

/** The time that replayed records cover: newest minus oldest source timestamp. */
final class ReplaySpan {
  private ReplaySpan() {}

  static Duration of(PartitionLog source, List<Placement.Piece> pieces) {
    long[] span = {Long.MAX_VALUE, Long.MIN_VALUE};
    for (Placement.Piece piece : pieces) {
      long[] at = {0};
      Reads.each(
          source,
          piece.run().sourceOffset(),
          piece.run().lastSourceOffset() + 1,
          record -> {
            if (at[0] >= piece.skip()) {
              span[0] = Math.min(span[0], record.timestampMs());
              span[1] = Math.max(span[1], record.timestampMs());
            }
            at[0]++;
            return at[0] < piece.skip() + piece.length();
          });
    }
    return span[1] < span[0] ? Duration.ZERO : Duration.ofMillis(span[1] - span[0]);
  }
}
