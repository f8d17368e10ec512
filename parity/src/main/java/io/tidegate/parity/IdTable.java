package io.tidegate.parity;

import java.util.Arrays;

/**
 * A bounded table of record contents: how often each was put in, how often it was found since, and
 * a few marks. Fixed arrays, 25 bytes a slot, two slots an entry.
 */
final class IdTable {
  private static final int PER_SLOT = 2;
  private static final byte USED = 1;

  private final int most;
  private final int mask;
  private final long[] high;
  private final long[] low;
  private final int[] put;
  private final int[] left;
  private final byte[] marks;
  private int size;

  /**
   * Room for so many.
   *
   * @param most different contents
   */
  IdTable(int most) {
    int slots = Integer.highestOneBit(Math.max(2, PER_SLOT * most - 1)) << 1;
    this.most = most;
    this.mask = slots - 1;
    this.high = new long[slots];
    this.low = new long[slots];
    this.put = new int[slots];
    this.left = new int[slots];
    this.marks = new byte[slots];
  }

  boolean full() {
    return size >= most;
  }

  boolean isEmpty() {
    return size == 0;
  }

  /** One more record of this content. */
  void put(Id id) {
    int slot = slot(id);
    if ((marks[slot] & USED) == 0) {
      if (full()) {
        throw new IllegalStateException("more than " + most + " contents in one lot");
      }
      high[slot] = id.high();
      low[slot] = id.low();
      marks[slot] = USED;
      size++;
    }
    put[slot]++;
    left[slot]++;
  }

  boolean holds(Id id) {
    return (marks[slot(id)] & USED) != 0;
  }

  /** Finds one record of this content; false where each was found already. */
  boolean find(Id id) {
    int slot = slot(id);
    if (left[slot] <= 0) {
      return false;
    }
    left[slot]--;
    return true;
  }

  /**
   * Goes through those put in once more, in the same order: whether this one was found. Of equal
   * records the first count as found.
   */
  boolean wasFound(Id id) {
    int slot = slot(id);
    return put[slot]-- > left[slot];
  }

  /** Sets a mark, 2 or a higher power of two, where the content is held. */
  void mark(Id id, int mark) {
    int slot = slot(id);
    if ((marks[slot] & USED) != 0) {
      marks[slot] |= (byte) mark;
    }
  }

  boolean marked(Id id, int mark) {
    return (marks[slot(id)] & mark) != 0;
  }

  void clear() {
    if (size == 0) {
      return;
    }
    Arrays.fill(marks, (byte) 0);
    Arrays.fill(put, 0);
    Arrays.fill(left, 0);
    size = 0;
  }

  /** Where the content is, or the free place where it would be: ids are digests, so well spread. */
  private int slot(Id id) {
    int slot = (int) id.low() & mask;
    while ((marks[slot] & USED) != 0 && (low[slot] != id.low() || high[slot] != id.high())) {
      slot = (slot + 1) & mask;
    }
    return slot;
  }
}
