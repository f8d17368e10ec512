package io.tidegate.parity;

import org.jspecify.annotations.Nullable;

/**
 * Reads one partition forward, once. Holds a bounded number of records. Not thread-safe.
 *
 * <pre>
 * offset |  4  5  6  7  8  9        from = 4, to = 9; x = marker or aborted
 * log    |  a  b  x  c  x |         next(): a b c null — null once 8 is known to be passed, not before
 * </pre>
 */
public interface RecordCursor extends AutoCloseable {

  /**
   * The next visible record below the bound, in ascending order of offset; null once every offset
   * below the bound is passed, also where the last ones are invisible (markers, aborted, cleaned).
   * Waits as long as it must for what is already in the log; never waits for records yet to come,
   * since the bound was at or below the end when it was opened.
   *
   * @throws LogUnavailable if it cannot be told what the next record is: a broker that does not
   *     answer in time, an offset that is gone, a truncated log
   */
  @Nullable LogRecord next();

  @Override
  void close();
}
