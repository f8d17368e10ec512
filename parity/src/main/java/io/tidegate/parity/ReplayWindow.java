package io.tidegate.parity;

import java.time.Duration;
import org.jspecify.annotations.Nullable;

/**
 * What an owner tolerates again: both bounds hold, or it is not tolerated. A bound that is null
 * bounds nothing. Records are summed over the group's rows, the span is the largest of a row.
 */
public record ReplayWindow(@Nullable Long recordsMax, @Nullable Duration spanMax) {
  /** Nothing again. */
  public static final ReplayWindow NONE = new ReplayWindow(0L, Duration.ZERO);

  public ReplayWindow {
    if (recordsMax == null && spanMax == null) {
      throw new IllegalArgumentException("a replay window without a bound");
    }
    if (recordsMax != null && recordsMax < 0) {
      throw new IllegalArgumentException("replay window of " + recordsMax + " records: 0 or more");
    }
    if (spanMax != null && spanMax.isNegative()) {
      throw new IllegalArgumentException("replay window of " + spanMax + ": PT0S or more");
    }
  }

  /**
   * Whether a group is within it; a bound itself still is.
   *
   * @param records that come again, summed over its rows
   * @param span the largest of a row
   */
  public boolean holds(long records, Duration span) {
    return (recordsMax == null || records <= recordsMax)
        && (spanMax == null || span.compareTo(spanMax) <= 0);
  }
}
