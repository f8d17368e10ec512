package io.tidegate.parity;

import java.time.Duration;
import org.jspecify.annotations.Nullable;

/**
 * How many source records of a group may not be on the target yet, and how old the oldest may be. A
 * bound that is null bounds nothing. Records are summed over the group's rows, the age is the
 * largest of a row.
 */
public record LagEnvelope(@Nullable Long recordsMax, @Nullable Duration ageMax) {
  public LagEnvelope {
    if (recordsMax == null && ageMax == null) {
      throw new IllegalArgumentException("a lag envelope without a bound");
    }
    if (recordsMax != null && recordsMax < 0) {
      throw new IllegalArgumentException("lag envelope of " + recordsMax + " records: 0 or more");
    }
    if (ageMax != null && ageMax.isNegative()) {
      throw new IllegalArgumentException("lag envelope of " + ageMax + ": PT0S or more");
    }
  }

  /**
   * Whether a group is within it; a bound itself still is.
   *
   * @param records pending, summed over its rows
   * @param age the largest of a row
   */
  public boolean holds(long records, Duration age) {
    return (recordsMax == null || records <= recordsMax)
        && (ageMax == null || age.compareTo(ageMax) <= 0);
  }
}
