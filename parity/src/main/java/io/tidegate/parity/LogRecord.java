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

  // Written out, not compact: only so do compilers of other modules see that key and value may be
  // null.
  public LogRecord(
      long offset,
      long timestampMs,
      boolean createTime,
      byte @Nullable [] key,
      byte @Nullable [] value,
      List<Header> headers) {
    if (offset < 0) {
      throw new IllegalArgumentException("offset " + offset + ": 0 or more");
    }
    this.offset = offset;
    this.timestampMs = timestampMs;
    this.createTime = createTime;
    this.key = key;
    this.value = value;
    this.headers = List.copyOf(headers);
  }
}
