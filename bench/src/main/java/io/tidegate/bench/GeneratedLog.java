package io.tidegate.bench;

import io.tidegate.parity.Isolation;
import io.tidegate.parity.LogRecord;
import io.tidegate.parity.PartitionLog;
import io.tidegate.parity.RecordCursor;
import java.nio.ByteBuffer;
import java.util.List;
import java.util.OptionalLong;
import org.jspecify.annotations.Nullable;

/**
 * A partition whose records follow from their offsets, so that a log of any length costs no memory
 * and no disk: what is measured is the proof alone. Both sides of a pipe are equal: one record a
 * millisecond, unique values.
 *
 * @param records of the log, offsets 0 to {@code records - 1}
 * @param valueBytes of each record, at least 8
 */
record GeneratedLog(String name, long records, int valueBytes) implements PartitionLog {
  private static final long FIRST_MS = 1_700_000_000_000L;

  GeneratedLog {
    if (records < 0 || valueBytes < Long.BYTES) {
      throw new IllegalArgumentException(
          records + " records of " + valueBytes + " bytes: 0 or more, of 8 bytes or more");
    }
  }

  @Override
  public Isolation isolation() {
    return Isolation.READ_UNCOMMITTED;
  }

  @Override
  public PartitionLog at(Isolation isolation) {
    return this;
  }

  @Override
  public long begin() {
    return 0;
  }

  @Override
  public long end() {
    return records;
  }

  @Override
  public OptionalLong offsetForTime(long timestampMs) {
    long offset = Math.max(0, timestampMs - FIRST_MS);
    return offset < records ? OptionalLong.of(offset) : OptionalLong.empty();
  }

  @Override
  public RecordCursor open(long from, long to) {
    return new Cursor(Math.max(0, from), to);
  }

  private LogRecord record(long offset) {
    byte[] value = new byte[valueBytes];
    ByteBuffer.wrap(value).putLong(offset);
    return new LogRecord(offset, FIRST_MS + offset, true, null, value, List.of());
  }

  private final class Cursor implements RecordCursor {
    private final long to;
    private long next;

    Cursor(long from, long to) {
      this.next = from;
      this.to = to;
    }

    @Override
    public @Nullable LogRecord next() {
      return next < to ? record(next++) : null;
    }

    @Override
    public void close() {
      next = to;
    }
  }
}
