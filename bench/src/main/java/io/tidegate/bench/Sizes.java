package io.tidegate.bench;

import java.util.List;

/**
 * How much is measured.
 *
 * @param partitions of the boundary proofs, rising
 * @param boundaryRecords of each of these partitions
 * @param lags of the growth, on one partition, rising
 * @param scanRecords of the full-range comparison, over all its partitions
 * @param exactnessLags of the groups whose records are counted, rising
 * @param exactnessPartitions that each of these groups reads
 * @param rounds that count of each timing
 */
record Sizes(
    List<Integer> partitions,
    int boundaryRecords,
    List<Long> lags,
    long scanRecords,
    List<Long> exactnessLags,
    int exactnessPartitions,
    int rounds) {

  /** For the record. */
  static Sizes full() {
    return new Sizes(
        List.of(1, 10, 30, 100, 300, 1_000, 3_000),
        256,
        List.of(0L, 1_000L, 10_000L, 100_000L, 1_000_000L),
        1_000_000,
        List.of(0L, 100L, 1_000L, 10_000L, 100_000L),
        4,
        7);
  }

  /** That it still runs; the figures mean nothing. */
  static Sizes smoke() {
    return new Sizes(List.of(1, 4), 128, List.of(0L, 200L), 2_000, List.of(0L, 100L), 2, 1);
  }

  int warmup() {
    return rounds > 1 ? 10 : 0;
  }
}
