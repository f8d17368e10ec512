package io.tidegate.parity;

/** One source partition of a topic whose partition count differs, as its unread records are met. */
final class Ahead {
  private final Repartitioned.ReadSource source;
  private final long undecidedTo;
  private final long end;
  private boolean anyCopied;
  private long skip;
  private long tail;
  private long pending;
  private long oldestPendingMs = Long.MAX_VALUE;
  private long notThere;

  Ahead(Repartitioned.ReadSource source) {
    this.source = source;
    this.undecidedTo = all().end(); // first: what lies between was open then, and is not new
    this.end = source.log().end();
  }

  private PartitionLog all() {
    return log().at(Isolation.READ_UNCOMMITTED);
  }

  PartitionLog log() {
    return source.log();
  }

  long boundary() {
    return source.boundary();
  }

  /** All from the boundary on. */
  Lots.Log unread() {
    return new Lots.Log(log(), boundary(), end);
  }

  /** All from the first open transaction on, where the group does not see it yet. */
  Lots.Log undecided() {
    return new Lots.Log(all(), end, undecidedTo);
  }

  boolean isOpen() {
    return Reads.any(all(), end, undecidedTo);
  }

  /** The next unread record is on the target: what is missing before it was skipped. */
  void copied() {
    anyCopied = true;
    skip += tail;
    tail = 0;
    pending = 0;
    oldestPendingMs = Long.MAX_VALUE;
  }

  /** The next unread record is not on the target. */
  void missing(LogRecord record) {
    tail++;
    if (record.offset() < source.captured()) {
      pending++;
      oldestPendingMs = Math.min(oldestPendingMs, record.timestampMs());
    }
  }

  /** A record that the group has read is still to arrive. */
  void awaited() {
    notThere++;
  }

  boolean anyCopied() {
    return anyCopied;
  }

  /** Unread records that are not on the target and will not come: all missing ones when frozen. */
  long lost(boolean frozen) {
    return skip + (frozen ? tail : 0);
  }

  /** Unread records below the captured end that may still come. */
  long pending(boolean frozen) {
    return frozen ? 0 : pending;
  }

  /** {@link Long#MAX_VALUE} where nothing is pending. */
  long oldestPendingMs() {
    return oldestPendingMs;
  }

  /** Read records that are still to arrive. */
  long notThere() {
    return notThere;
  }
}
