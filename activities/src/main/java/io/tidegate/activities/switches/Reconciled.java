package io.tidegate.activities.switches;

import org.jspecify.annotations.Nullable;

/**
 * The application's own account of what it processed, as its reconcile webhook gives it.
 *
 * @param processed records processed, whole number
 * @param replayed of these, more than once
 * @param skipped records that never came
 */
public record Reconciled(
    boolean ok, long processed, long replayed, long skipped, @Nullable String note) {
  public Reconciled {
    if (processed < 0 || replayed < 0 || skipped < 0) {
      throw new IllegalArgumentException(
          "reconcile counts must not be negative: processed=%d replayed=%d skipped=%d"
              .formatted(processed, replayed, skipped));
    }
  }
}
