package io.tidegate.parity;

import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * A log as a walk sees it: visible records by ordinal, the newest few of them held.
 *
 * <pre>
 * offset  | 7  8  9 10 11 12 13 14      x = not visible: has no ordinal
 * log     | a  x  b  c  x  d  e  f
 * ordinal | 0     1  2     3  4  5      ordinal 0 = first visible record at or after the start
 *                [low       high)       held; the cursor stands at high
 * </pre>
 *
 * Ordinals may be negative where the walk was led to before its start.
 */
final class LogWindow implements AutoCloseable {
  private final PartitionLog log;
  private final Identity identity;
  private final @Nullable Fingerprint[] ring;
  private final Landmarks landmarks;

  private @Nullable RecordCursor cursor;
  private long bound;
  private long next;
  private long low;
  private long high;

  /** Opens at {@code from}; nothing is read before it is asked for. */
  LogWindow(PartitionLog log, Identity identity, long from, int capacity) {
    this.log = log;
    this.identity = identity;
    this.ring = new Fingerprint[capacity];
    this.landmarks = new Landmarks(log.name(), from);
    this.next = from;
    this.bound = from;
  }

  /** The record with this ordinal, or null where the bound is reached before it. */
  @Nullable Fingerprint at(long ordinal) {
    if (ordinal < low) {
      throw new IllegalStateException("ordinal " + ordinal + " is no longer held, low " + low);
    }
    while (ordinal >= high) {
      if (!load()) {
        return null;
      }
    }
    return ring[slot(ordinal)];
  }

  long low() {
    return low;
  }

  long high() {
    return high;
  }

  Landmarks landmarks() {
    return landmarks;
  }

  /** Records and landmarks held now. */
  long held() {
    return high - low + landmarks.size();
  }

  /** The offset of a record; where the bound is reached before it, from where to read on for it. */
  long offset(long ordinal) {
    Fingerprint there = at(ordinal);
    return there == null ? next : there.offset();
  }

  long bound() {
    return bound;
  }

  /** Makes the records below a later end readable. */
  void extend(long to) {
    if (to < bound) {
      throw new LogUnavailable(
          log.name(), "its end went back from " + bound + " to " + to + ": it was truncated");
    }
    if (to > bound) {
      bound = to;
      close();
    }
  }

  /**
   * Goes where the first visible record at or after the offset has this ordinal, and where a
   * landmark is near enough, so much before it that the records behind are held as well.
   */
  void seek(long ordinal, long offset, int behind) {
    if (ordinal >= low && ordinal <= high) {
      return;
    }
    close();
    long wanted = ordinal >= 0 ? Math.max(0, ordinal - behind) : ordinal - behind;
    Map.Entry<Long, Long> near = landmarks.atOrBefore(wanted);
    if (near != null && ordinal - near.getKey() <= behind + landmarks.spacing()) {
      low = near.getKey();
      next = near.getValue();
    } else {
      low = ordinal;
      next = offset;
    }
    high = low;
  }

  private boolean load() {
    if (cursor == null) {
      if (next >= bound) {
        return false;
      }
      cursor = log.open(next, bound);
    }
    LogRecord record = cursor.next();
    if (record == null) {
      next = bound;
      close();
      return false;
    }
    landmarks.passed(high, record.offset());
    ring[slot(high)] = identity.of(record);
    high++;
    low = Math.max(low, high - ring.length);
    next = record.offset() + 1;
    return true;
  }

  private int slot(long ordinal) {
    return (int) Math.floorMod(ordinal, (long) ring.length);
  }

  @Override
  public void close() {
    if (cursor != null) {
      cursor.close();
      cursor = null;
    }
  }
}
