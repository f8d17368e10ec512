package io.tidegate.activities.kafka;

import io.tidegate.parity.Isolation;
import io.tidegate.parity.LogRecord;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** What is held in memory of one partition, at either isolation level. Safe for many threads. */
final class Kept {
  private final Recent committed;
  private final Recent uncommitted;

  /**
   * @param room that it shares with others
   */
  Kept(Room room) {
    this.committed = new Recent(room);
    this.uncommitted = new Recent(room);
  }

  /** A stretch that holds the position, if one is kept. */
  Recent.@Nullable Chunk at(Isolation isolation, long position) {
    Recent.Chunk own = of(isolation).at(position);
    if (own != null || isolation == Isolation.READ_COMMITTED) {
      return own;
    }
    Recent.Chunk stable = committed.at(position);
    return stable != null && stable.gapless() ? stable : null;
  }

  /** Keeps what was just read, in place of what was read longest ago. */
  void keep(Isolation isolation, Recent.Chunk chunk) {
    of(isolation).keep(chunk);
  }

  /** Keeps what was read ahead for as long as the log is used; who reads ahead bounds it. */
  void keepAhead(Isolation isolation, Recent.Chunk chunk) {
    of(isolation).keepAhead(chunk);
  }

  /** What is kept without a gap from a position on, in order. */
  List<LogRecord> from(Isolation isolation, long position) {
    Recent.Chunk first = at(isolation, position);
    if (first == null) {
      return List.of();
    }
    if (at(isolation, first.next()) == null) {
      return first.since(position);
    }
    List<LogRecord> records = new ArrayList<>();
    long at = position;
    for (Recent.Chunk chunk = first; chunk != null; chunk = at(isolation, at)) {
      records.addAll(chunk.since(at));
      at = chunk.next();
    }
    return records;
  }

  private Recent of(Isolation isolation) {
    return isolation == Isolation.READ_COMMITTED ? committed : uncommitted;
  }
}
