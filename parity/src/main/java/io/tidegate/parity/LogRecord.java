package io.tidegate.parity;

import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * One visible record as read from a log.
 *
 * @param offset its offset in its own partition
 * @param timestampMs milliseconds since the epoch
 * @param createTime whether the timestamp is the producer's ({@code CreateTime}); false where the
 *     broker set it ({@code LogAppendTime}) or the record has none
 * @param key shared, not copied; null and empty differ
 * @param value shared, not copied; null is a tombstone
 * @param headers in the order of the record
 */
@SuppressWarnings("ArrayRecordComponent") // read once, never compared as a value
public record LogRecord(
    long offset,
    long timestampMs,
    boolean createTime,
    byte @Nullable [] key,
    byte @Nullable [] value,
    List<Header> headers) {

  public LogRecord {
    if (offset < 0) {
      throw new IllegalArgumentException("offset " + offset + ": 0 or more");
    }
    headers = List.copyOf(headers);
  }
}
