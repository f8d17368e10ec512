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
  /** Of keys and values held as they were read; of what is beyond, the digests. */
  private static final int BYTES_MAX = 2 * 1024 * 1024;

  private static final int RING_MIN = 256;

  private final PartitionLog log;
  private final Identity identity;
  private final int capacity;
  private @Nullable Fingerprint[] ring = new Fingerprint[RING_MIN];
  private final Landmarks landmarks;

  private @Nullable RecordCursor cursor;
  private long bound;
  private long next;
  private long low;
  private long high;

  /** The lowest ordinal whose record may be held as it was read, and the size of all of those. */
  private long undigested;

  private long bytes;

  /** Opens at {@code from}; nothing is read before it is asked for. */
  LogWindow(PartitionLog log, Identity identity, long from, int capacity) {
    this.log = log;
    this.identity = identity;
    this.capacity = capacity;
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
    undigested = low;
    bytes = 0;
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
    hold(identity.undigested(record));
    next = record.offset() + 1;
    return true;
  }

  private void hold(Fingerprint print) {
    if (high - low == capacity) {
      if (undigested == low) {
        passOn();
      }
      low++;
    }
    if (high - low == ring.length) {
      grow();
    }
    ring[slot(high)] = print;
    high++;
    bytes += print.bytes();
    while (bytes > BYTES_MAX) {
      digest();
    }
  }

  /** Holds digests alone from now on. */
  void rest() {
    while (undigested < high) {
      digest();
    }
  }

  private void digest() {
    Fingerprint oldest = ring[slot(undigested)];
    if (oldest != null) {
      oldest.id();
    }
    passOn();
  }

  private void passOn() {
    Fingerprint oldest = ring[slot(undigested)];
    bytes -= oldest == null ? 0 : oldest.bytes();
    undigested++;
  }

  /** Twice as large: a power of two, so that a place is a matter of bits. */
  private void grow() {
    @Nullable Fingerprint[] former = ring;
    ring = new Fingerprint[2 * former.length];
    for (long ordinal = low; ordinal < high; ordinal++) {
      ring[slot(ordinal)] = former[(int) ordinal & (former.length - 1)];
    }
  }

  private int slot(long ordinal) {
    return (int) ordinal & (ring.length - 1);
  }

  @Override
  public void close() {
    if (cursor != null) {
      cursor.close();
      cursor = null;
    }
  }
}
