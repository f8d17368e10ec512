package io.tidegate.activities.kafka;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.concurrent.TimeUnit;

/**
 * Holds the readers of one cluster to its {@link ReadLimit}. A reader is charged for what it read
 * and waits before its next read, so that waits on two clusters overlap.
 */
final class Pace {
  private final ReadLimit usual;
  private final List<ReadLimit> held = new ArrayList<>();
  private long paidAtNanos = System.nanoTime();
  private long read;

  /**
   * @param usual where nobody holds another
   */
  Pace(ReadLimit usual) {
    this.usual = usual;
  }

  /** From now on, until it is released. Where several are held, the strictest counts. */
  synchronized void hold(ReadLimit limit) {
    held.add(limit);
  }

  synchronized void release(ReadLimit limit) {
    held.remove(limit);
  }

  /** What counts now. */
  synchronized ReadLimit limit() {
    return held.stream().min(Comparator.comparing(ReadLimit::bytesPerSecond)).orElse(usual);
  }

  /** Returns when everything that was read is paid for. */
  void await() throws InterruptedException {
    long wait = owedNanos(System.nanoTime());
    while (wait > 0) {
      TimeUnit.NANOSECONDS.sleep(wait);
      wait = owedNanos(System.nanoTime());
    }
  }

  /** Takes note of what was just read. */
  void charge(long bytes) {
    charge(bytes, System.nanoTime());
  }

  /** Everything that was read since the start. */
  synchronized long read() {
    return read;
  }

  synchronized void charge(long bytes, long nowNanos) {
    read += bytes;
    ReadLimit limit = limit();
    if (!limit.equals(ReadLimit.NONE)) {
      paidAtNanos = nowNanos + owedNanos(nowNanos) + (long) (bytes * 1e9 / limit.bytesPerSecond());
    }
  }

  /** How long until everything is paid for; time without reading is not saved up. */
  synchronized long owedNanos(long nowNanos) {
    return Math.max(0, paidAtNanos - nowNanos);
  }
}
