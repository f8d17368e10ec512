package io.tidegate.activities.kafka;

import io.tidegate.parity.LogRecord;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What was last read of one log, so that the many short reads around a boundary cost one fetch. At
 * most {@link #BYTES_MAX}. Nothing here can be wrong: a record below a log's end never changes, it
 * only disappears, and who needs to know that asks for the begin.
 */
final class Recent {
  static final int BYTES_MAX = 512 * 1024;

  /** What a record costs beside its key and value, about. */
  private static final int RECORD_BYTES = 200;

  /**
   * One fetch.
   *
   * @param from where it was asked for
   * @param next the position after it: every visible record of {@code [from, next)} is in it
   * @param payloadBytes of its keys and values
   */
  record Chunk(long from, long next, List<LogRecord> records, int payloadBytes) {

    /** What it costs in memory, about. */
    int bytes() {
      return payloadBytes + RECORD_BYTES * records.size();
    }

    /** The records at or after a position. */
    List<LogRecord> since(long position) {
      int low = 0;
      int high = records.size();
      while (low < high) {
        int middle = (low + high) >>> 1;
        if (records.get(middle).offset() < position) {
          low = middle + 1;
        } else {
          high = middle;
        }
      }
      return records.subList(low, records.size());
    }
  }

  private final Deque<Chunk> chunks = new ArrayDeque<>();
  private int bytes;

  /** A fetch that holds the position, if one is kept. */
  synchronized @Nullable Chunk at(long position) {
    for (Chunk chunk : chunks) {
      if (chunk.from() <= position && position < chunk.next()) {
        return chunk;
      }
    }
    return null;
  }

  synchronized void keep(Chunk chunk) {
    if (chunk.bytes() > BYTES_MAX) {
      return;
    }
    chunks.addFirst(chunk);
    bytes += chunk.bytes();
    while (bytes > BYTES_MAX) {
      bytes -= chunks.removeLast().bytes();
    }
  }
}
