package io.tidegate.activities.proof;

import io.tidegate.activities.kafka.Stretches;
import io.tidegate.activities.proof.Windows.Wanted;
import java.util.List;

/**
 * How many partitions are read ahead together: as many as fit in memory, by what the records that
 * were read before took. Safe for many threads.
 */
final class Budget {
  /** Of the heap: what is read ahead is held beside what is being fetched and compared. */
  private static final int SHARE = 5;

  private static final long BYTES_MIN = 16L * 1024 * 1024;
  private static final long BYTES_MAX = 128L * 1024 * 1024;

  /** Of both sides of one partition. */
  private static final long PIECE_BYTES_MAX = 2L * Stretches.LOG_BYTES_MAX;

  /** Partitions read together: each portion costs a few waits for fetches. */
  private static final int PARTITIONS_MAX = 256;

  /** One portion is read while the one before is compared. */
  private static final int PORTIONS = 2;

  private final long bytes =
      Math.max(BYTES_MIN, Math.min(BYTES_MAX, Runtime.getRuntime().maxMemory() / SHARE));

  /** Of one record in memory, about; 0 for unknown. */
  private volatile long recordBytes;

  /** Of one portion, about. */
  long bytes() {
    return bytes / PORTIONS;
  }

  /** The first of them that fit together, at least one. */
  List<Wanted> portion(List<Wanted> left) {
    int most = Math.min(left.size(), PARTITIONS_MAX);
    long sum = 0;
    int count = 0;
    while (count < most) {
      sum += Math.min(PIECE_BYTES_MAX, left.get(count).records() * recordBytes);
      if (sum > bytes() && count > 0) {
        break;
      }
      count++;
    }
    return left.subList(0, count);
  }

  /** Learns from what was read. */
  void took(Windows windows) {
    if (windows.records() > 0) {
      recordBytes = Math.max(1, windows.bytes() / windows.records());
    }
  }
}
