package io.tidegate.activities.kafka;

import io.tidegate.parity.Header;
import io.tidegate.parity.LogRecord;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.common.record.TimestampType;
import org.jspecify.annotations.Nullable;

/**
 * What was last read of one log, so that the many short reads around a boundary cost one fetch. At
 * most {@link #BYTES_MAX}, less where many logs are read that share one {@link Room}, and what was
 * read ahead for many logs at once. Nothing here can be wrong: a record below a log's end never
 * changes, it only disappears, and who needs to know that asks for the begin.
 */
final class Recent {
  static final int BYTES_MAX = 512 * 1024;

  /** What a record costs beside its key and value, about. */
  private static final int RECORD_BYTES = 112;

  /**
   * One fetch.
   *
   * @param from where it was asked for
   * @param next the position after it: every visible record of {@code [from, next)} is in it
   * @param payloadBytes of its keys and values
   */
  record Chunk(long from, long next, List<LogRecord> records, int payloadBytes) {

    /** What the clients gave, as the proof sees it. */
    static Chunk of(long from, long next, List<ConsumerRecord<byte[], byte[]>> found) {
      List<LogRecord> records = new ArrayList<>(found.size());
      int payloadBytes = 0;
      for (ConsumerRecord<byte[], byte[]> one : found) {
        records.add(logRecord(one));
        payloadBytes +=
            Math.max(0, one.serializedKeySize()) + Math.max(0, one.serializedValueSize());
      }
      return new Chunk(from, next, records, payloadBytes);
    }

    private static LogRecord logRecord(ConsumerRecord<byte[], byte[]> found) {
      return new LogRecord(
          found.offset(),
          found.timestamp(),
          found.timestampType() == TimestampType.CREATE_TIME,
          found.key(),
          found.value(),
          headers(found.headers().toArray()));
    }

    private static List<Header> headers(org.apache.kafka.common.header.Header[] found) {
      if (found.length == 0) {
        return List.of();
      }
      List<Header> headers = new ArrayList<>(found.length);
      for (org.apache.kafka.common.header.Header header : found) {
        headers.add(new Header(header.key(), header.value()));
      }
      return headers;
    }

    /** What it costs in memory, about. */
    int bytes() {
      return payloadBytes + RECORD_BYTES * (records.size() + 1);
    }

    /** Whether every offset holds a record: then it is the same at any isolation level. */
    boolean gapless() {
      return records.size() == next - from;
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

  private final TreeMap<Long, Chunk> ahead = new TreeMap<>();
  private final Deque<Room.Held> chunks = new ArrayDeque<>();
  private final Room room;
  private int bytes;

  Recent(Room room) {
    this.room = room;
  }

  /** A fetch that holds the position, if one is kept. */
  @Nullable Chunk at(long position) {
    synchronized (room) {
      Map.Entry<Long, Chunk> before = ahead.floorEntry(position);
      if (before != null && position < before.getValue().next()) {
        return before.getValue();
      }
      for (Room.Held held : chunks) {
        Chunk chunk = held.chunk();
        if (chunk.from() <= position && position < chunk.next()) {
          return chunk;
        }
      }
      return null;
    }
  }

  void keepAhead(Chunk chunk) {
    synchronized (room) {
      ahead.put(chunk.from(), chunk);
    }
  }

  void keep(Chunk chunk) {
    if (chunk.bytes() > BYTES_MAX) {
      return;
    }
    synchronized (room) {
      Room.Held held = new Room.Held(this, chunk);
      chunks.addFirst(held);
      bytes += chunk.bytes();
      while (bytes > BYTES_MAX) {
        letGo(chunks.getLast());
      }
      room.take(held);
    }
  }

  void letGo(Room.Held held) {
    synchronized (room) {
      if (chunks.removeLastOccurrence(held)) {
        bytes -= held.chunk().bytes();
      }
      room.giveBack(held);
    }
  }
}
