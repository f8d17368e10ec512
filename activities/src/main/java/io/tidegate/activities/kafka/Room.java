package io.tidegate.activities.kafka;

import java.util.LinkedHashSet;
import java.util.Set;

/**
 * The memory that the last fetches of all logs of one cluster take together, however many logs are
 * read: the oldest give way, whosever they are. What is read ahead is bounded by who reads it.
 * Holds at most its bytes of records, also of logs that nobody uses any more. Its lock is that of
 * all that is kept in it.
 */
final class Room {
  /** Those that read at a time find their own fetches again in a fraction of it. */
  private static final int SHARE_OF_THE_HEAP = 32;

  private static final long BYTES_MAX = 16L * 1024 * 1024;

  private final long bytesMax;
  private final Set<Held> held = new LinkedHashSet<>();
  private long bytes;

  /** One fetch of one log; the same as itself alone. */
  static final class Held {
    private final Recent by;
    private final Recent.Chunk chunk;

    Held(Recent by, Recent.Chunk chunk) {
      this.by = by;
      this.chunk = chunk;
    }

    Recent.Chunk chunk() {
      return chunk;
    }
  }

  /**
   * @param bytesMax of memory for all of them, about
   */
  Room(long bytesMax) {
    this.bytesMax = bytesMax;
  }

  /** For one cluster. */
  static Room ofTheHeap() {
    return new Room(Math.min(BYTES_MAX, Runtime.getRuntime().maxMemory() / SHARE_OF_THE_HEAP));
  }

  synchronized void take(Held one) {
    held.add(one);
    bytes += one.chunk.bytes();
    while (bytes > bytesMax) {
      Held oldest = held.iterator().next();
      oldest.by.letGo(oldest);
    }
  }

  synchronized void giveBack(Held one) {
    if (held.remove(one)) {
      bytes -= one.chunk.bytes();
    }
  }
}
