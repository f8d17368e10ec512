package io.tidegate.parity;

import java.util.OptionalLong;

/**
 * What a proof needs of one partition on one cluster, seen at one isolation level. One check has at
 * most two cursors of a log open at a time. Every method may throw {@link LogUnavailable}.
 *
 * <p>An implementation guarantees that a record below {@link #end()} never changes: it can only
 * disappear (retention, deletion, cleaner).
 */
public interface PartitionLog {

  /** For people: cluster, topic and partition, such as {@code "legacy payments-0"}. */
  String name();

  Isolation isolation();

  /** The same partition at another isolation level; this one where it is the same. */
  PartitionLog at(Isolation isolation);

  /** The log start offset now. */
  long begin();

  /**
   * The offset before which everything is decided now: the last stable offset for {@link
   * Isolation#READ_COMMITTED}, else the high watermark.
   */
  long end();

  /**
   * An offset that no record with this timestamp or a later one precedes; it may point to an
   * invisible record. Empty where no record below the end is that late.
   */
  OptionalLong offsetForTime(long timestampMs);

  /**
   * Opens a reader of the visible records in {@code [from, to)}. A {@code from} below the log's
   * begin reads from the begin.
   *
   * @param to at most an {@link #end()} that was seen before; {@code to <= from} reads nothing
   */
  RecordCursor open(long from, long to);
}
