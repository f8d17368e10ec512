package io.tidegate.parity;

import java.time.Duration;

/**
 * The time that some records cover, newest minus oldest timestamp, as they are met in any order.
 */
final class TimeSpan {
  private long oldestMs = Long.MAX_VALUE;
  private long newestMs = Long.MIN_VALUE;

  void met(LogRecord record) {
    oldestMs = Math.min(oldestMs, record.timestampMs());
    newestMs = Math.max(newestMs, record.timestampMs());
  }

  /** Zero where no record was met. */
  Duration length() {
    return newestMs < oldestMs ? Duration.ZERO : Duration.ofMillis(newestMs - oldestMs);
  }
}
