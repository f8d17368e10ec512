package io.tidegate.parity;

import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * A few known pairs of ordinal and offset of one log, so that a place can be numbered again without
 * reading from the start. At most {@value #MOST}: when full, every second one goes.
 *
 * <p>They are also the guard that the log stays the same while it is read more than once: a record
 * that a cleaner or retention takes away would shift every number behind it.
 */
final class Landmarks {
  static final int MOST = 2048;

  private final String name;
  private final long startOffset;
  private final TreeMap<Long, Long> offsetByOrdinal = new TreeMap<>();
  private final TreeMap<Long, Long> ordinalByOffset = new TreeMap<>();
  private long step = 256;

  Landmarks(String name, long startOffset) {
    this.name = name;
    this.startOffset = startOffset;
  }

  void passed(long ordinal, long offset) {
    if (ordinal % step != 0) {
      return;
    }
    Long known = offsetByOrdinal.putIfAbsent(ordinal, offset);
    if (known == null) {
      ordinalByOffset.put(offset, ordinal);
      thinOut();
    } else if (known != offset) {
      throw new LogUnavailable(name, "records disappeared while it was read");
    }
  }

  /** A pair that is known from an earlier read. */
  void know(long ordinal, long offset) {
    offsetByOrdinal.put(ordinal, offset);
    ordinalByOffset.put(offset, ordinal);
  }

  /** All that another knows of the same log. */
  void know(Landmarks other) {
    step = Math.max(step, other.step);
    offsetByOrdinal.putAll(other.offsetByOrdinal);
    ordinalByOffset.putAll(other.ordinalByOffset);
  }

  /** The offsets of a record and of the visible one before it. */
  record Two(long before, long at) {}

  /**
   * Those of the record with this ordinal, which stands below the end; reads on from a landmark.
   */
  Two around(PartitionLog log, long ordinal, long end) {
    Map.Entry<Long, Long> near = atOrBefore(ordinal - 1);
    if (near == null) {
      throw new LogUnavailable(name, "no place is known before record " + ordinal);
    }
    long[] at = {near.getKey() - 1, -1, -1};
    Reads.each(
        log,
        near.getValue(),
        end,
        record -> {
          at[1] = at[2];
          at[2] = record.offset();
          return ++at[0] < ordinal;
        });
    if (at[0] != ordinal || at[1] < 0) {
      throw new LogUnavailable(name, "records disappeared while it was read");
    }
    return new Two(at[1], at[2]);
  }

  /** The number of the first visible record at or after the offset; reads on from a landmark. */
  long ordinalAt(PartitionLog log, long offset, long end) {
    if (offset <= startOffset) {
      return -Reads.count(log, offset, Math.min(startOffset, end));
    }
    Map.Entry<Long, Long> near = ordinalByOffset.floorEntry(offset);
    long from = near == null ? startOffset : near.getKey();
    long base = near == null ? 0 : near.getValue();
    return base + Reads.count(log, from, Math.min(offset, end));
  }

  /** The landmark at or before the offset, as offset and ordinal; none before the start. */
  private Map.Entry<Long, Long> before(long offset) {
    Map.Entry<Long, Long> near = ordinalByOffset.floorEntry(offset);
    return near == null ? Map.entry(startOffset, 0L) : near;
  }

  /**
   * Where to begin a read, numbered, that must see all from the offset on: that offset itself where
   * it lies before the start, else the landmark at or before it.
   */
  Map.Entry<Long, Long> readFrom(PartitionLog log, long offset, long end) {
    return offset < startOffset ? Map.entry(offset, ordinalAt(log, offset, end)) : before(offset);
  }

  /** Ordinal and offset of the nearest landmark; the start counts as one. Null where none is. */
  Map.@Nullable Entry<Long, Long> atOrBefore(long ordinal) {
    Map.Entry<Long, Long> near = offsetByOrdinal.floorEntry(ordinal);
    if ((near == null || near.getKey() < 0) && ordinal >= 0) {
      return Map.entry(0L, startOffset);
    }
    return near;
  }

  /** How far apart landmarks are at most, where the log was read without a gap. */
  long spacing() {
    return 2 * step;
  }

  int size() {
    return offsetByOrdinal.size();
  }

  private void thinOut() {
    if (offsetByOrdinal.size() <= MOST) {
      return;
    }
    step *= 2;
    offsetByOrdinal.keySet().removeIf(ordinal -> ordinal % step != 0);
    ordinalByOffset.values().removeIf(ordinal -> ordinal % step != 0);
  }
}
