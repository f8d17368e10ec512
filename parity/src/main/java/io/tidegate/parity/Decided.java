package io.tidegate.parity;

import org.jspecify.annotations.Nullable;

/**
 * Tells of the records of one log, asked about in order, which were aborted: those that the
 * committed view does not show. Reads that view along with them, from the first one asked about.
 */
final class Decided implements AutoCloseable {
  private final @Nullable PartitionLog committed;
  private final long to;

  private @Nullable RecordCursor cursor;
  private @Nullable LogRecord next;
  private long undecidedFrom;

  /** Of a log that is read committed, no record is aborted, and nothing is read. */
  Decided(PartitionLog log, long from, long to) {
    boolean shown = log.isolation() == Isolation.READ_COMMITTED || to <= from;
    this.committed = shown ? null : log.at(Isolation.READ_COMMITTED);
    this.to = to;
  }

  boolean isAborted(LogRecord record) {
    if (committed == null) {
      return false;
    }
    if (cursor == null) {
      undecidedFrom = Math.min(to, committed.end());
      cursor = committed.open(Math.min(record.offset(), undecidedFrom), undecidedFrom);
      next = cursor.next();
    }
    while (next != null && next.offset() < record.offset()) {
      next = cursor.next();
    }
    boolean shown = next != null && next.offset() == record.offset();
    return record.offset() < undecidedFrom && !shown;
  }

  @Override
  public void close() {
    if (cursor != null) {
      cursor.close();
    }
  }
}
