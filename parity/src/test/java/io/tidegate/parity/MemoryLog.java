package io.tidegate.parity;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.OptionalLong;
import java.util.Set;
import java.util.function.IntPredicate;
import java.util.function.IntToLongFunction;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * A partition in memory, with markers, aborted and open transactions, and holes. A record is named
 * by a number: equal numbers are equal records, and later numbers are later in time.
 */
final class MemoryLog implements PartitionLog {
  enum State {
    PLAIN,
    ABORTED,
    OPEN,
    MARKER,
    GONE
  }

  /** One offset: a record, or a marker or hole where it is null. */
  record Slot(@Nullable LogRecord record, State state, int id, long timestampMs) {}

  private final Shared shared;
  private final Isolation isolation;

  private static final class Shared {
    private final String name;
    private final List<Slot> slots = new ArrayList<>();
    private final boolean createTime;
    private int keys = Integer.MAX_VALUE;
    private IntToLongFunction time = id -> 1_000_000L + id;
    private IntPredicate tombstones = id -> false;
    private long begin;
    private long recordsRead;
    private int openCursors;

    Shared(String name, boolean createTime) {
      this.name = name;
      this.createTime = createTime;
    }

    private String key(int id) {
      return "k" + id % keys;
    }

    /** Another that makes the same records, and holds none yet. */
    private Shared emptied() {
      Shared other = new Shared(name, createTime);
      other.keys = keys;
      other.time = time;
      other.tombstones = tombstones;
      return other;
    }
  }

  private MemoryLog(Shared shared, Isolation isolation) {
    this.shared = shared;
    this.isolation = isolation;
  }

  static MemoryLog named(String name) {
    return new MemoryLog(new Shared(name, true), Isolation.READ_UNCOMMITTED);
  }

  static MemoryLog withBrokersTime(String name) {
    return new MemoryLog(new Shared(name, false), Isolation.READ_UNCOMMITTED);
  }

  static MemoryLog of(String name, int... ids) {
    return named(name).add(ids);
  }

  MemoryLog add(int... ids) {
    for (int id : ids) {
      append(id, State.PLAIN);
    }
    return this;
  }

  /** Numbers from the first to the one before the last. */
  MemoryLog range(int from, int to) {
    for (int id = from; id < to; id++) {
      append(id, State.PLAIN);
    }
    return this;
  }

  MemoryLog aborted(int... ids) {
    for (int id : ids) {
      append(id, State.ABORTED);
    }
    return marker();
  }

  MemoryLog undecided(int... ids) {
    for (int id : ids) {
      append(id, State.OPEN);
    }
    return this;
  }

  /** The open transaction ends well. */
  MemoryLog commit() {
    shared.slots.replaceAll(MemoryLog::ended);
    return marker();
  }

  /** The open transaction is aborted. */
  MemoryLog abort() {
    shared.slots.replaceAll(
        slot ->
            slot.state() == State.OPEN
                ? new Slot(slot.record(), State.ABORTED, slot.id(), slot.timestampMs())
                : slot);
    return marker();
  }

  /** All from this offset on is gone, and its offsets are given out again. */
  MemoryLog truncate(long to) {
    shared.slots.subList((int) to, shared.slots.size()).clear();
    return this;
  }

  /** Another log, as it will be when what is open now has ended well. */
  MemoryLog ended() {
    Shared other = shared.emptied();
    other.begin = shared.begin;
    shared.slots.forEach(slot -> other.slots.add(ended(slot)));
    return new MemoryLog(other, isolation);
  }

  private static Slot ended(Slot slot) {
    return slot.state() == State.OPEN
        ? new Slot(slot.record(), State.PLAIN, slot.id(), slot.timestampMs())
        : slot;
  }

  /** Numbers of the records whose transaction is open. */
  Set<Integer> open() {
    return shared.slots.stream()
        .filter(slot -> slot.state() == State.OPEN)
        .map(Slot::id)
        .collect(Collectors.toSet());
  }

  /** The end of a transaction: invisible, with the broker's time. */
  MemoryLog marker() {
    long latest = shared.slots.stream().mapToLong(Slot::timestampMs).max().orElse(0);
    shared.slots.add(new Slot(null, State.MARKER, -1, latest + 1));
    return this;
  }

  /** Record n has key {@code k(n mod keys)}. */
  MemoryLog keyed(int keys) {
    shared.keys = keys;
    return this;
  }

  /** Record n has this time. */
  MemoryLog timed(IntToLongFunction time) {
    shared.time = time;
    return this;
  }

  /** These records have no value. */
  MemoryLog tombstones(IntPredicate which) {
    shared.tombstones = which;
    return this;
  }

  /**
   * What a cleaner does below an offset: of each key the last record stays, and it too may go if it
   * is a tombstone.
   */
  MemoryLog clean(long to, boolean tombstonesToo) {
    Map<String, Integer> lastOfKey = new HashMap<>();
    for (int at = 0; at < to; at++) {
      if (shared.slots.get(at).state() == State.PLAIN) {
        lastOfKey.put(shared.key(shared.slots.get(at).id()), at);
      }
    }
    for (int at = 0; at < to; at++) {
      Slot slot = shared.slots.get(at);
      boolean last =
          slot.record() != null && Integer.valueOf(at).equals(lastOfKey.get(shared.key(slot.id())));
      boolean goes = !last || (tombstonesToo && shared.tombstones.test(slot.id()));
      if (slot.state() == State.PLAIN && goes) {
        remove(at);
      }
    }
    return this;
  }

  /** One record goes. */
  MemoryLog remove(long offset) {
    shared.slots.set((int) offset, new Slot(null, State.GONE, -1, -1));
    return this;
  }

  int slots() {
    return shared.slots.size();
  }

  /** Another log, as if one offset had never been. */
  MemoryLog without(long offset) {
    Shared less = shared.emptied();
    less.begin = shared.begin > offset ? shared.begin - 1 : shared.begin;
    MemoryLog log = new MemoryLog(less, isolation);
    for (int at = 0; at < shared.slots.size(); at++) {
      Slot slot = shared.slots.get(at);
      if (at == offset) {
        continue;
      }
      if (slot.record() == null) {
        less.slots.add(slot);
      } else {
        log.append(slot.id(), slot.state(), slot.record().headers());
      }
    }
    return log;
  }

  /** Another log of as many offsets with these records; its markers stay. */
  MemoryLog holding(Map<Long, Integer> idByOffset) {
    Shared other = shared.emptied();
    MemoryLog log = new MemoryLog(other, isolation);
    for (long at = 0; at < shared.slots.size(); at++) {
      Integer id = idByOffset.get(at);
      if (id == null) {
        other.slots.add(shared.slots.get((int) at));
      } else {
        log.append(id, State.PLAIN);
      }
    }
    return log;
  }

  boolean showsTheSameAs(MemoryLog log) {
    for (int at = 0; at < shared.slots.size(); at++) {
      if (visible(at) != log.visible(at) || (visible(at) && idAt(at) != log.idAt(at))) {
        return false;
      }
    }
    return shared.slots.size() == log.shared.slots.size();
  }

  int idAt(long offset) {
    return shared.slots.get((int) offset).id();
  }

  boolean holdsAt(long offset) {
    return visible(offset);
  }

  MemoryLog hole(int offsets) {
    for (int n = 0; n < offsets; n++) {
      shared.slots.add(new Slot(null, State.GONE, -1, -1));
    }
    return this;
  }

  /** Retention takes everything below. */
  MemoryLog beginAt(long offset) {
    shared.begin = offset;
    return this;
  }

  /** A copy in whose header the replicator left the source offset. */
  MemoryLog copied(int id, long sourceOffset) {
    byte[] offset = ByteBuffer.allocate(Long.BYTES).putLong(sourceOffset).array();
    append(id, State.PLAIN, List.of(new Header("redpanda-migrator-offset", offset)));
    return this;
  }

  MemoryLog marked(int id, String header, String value) {
    byte[] bytes = value.getBytes(StandardCharsets.UTF_8);
    append(id, State.PLAIN, List.of(new Header(header, bytes)));
    return this;
  }

  private void append(int id, State state) {
    append(id, state, List.of());
  }

  private void append(int id, State state, List<Header> headers) {
    long offset = shared.slots.size();
    byte[] key = shared.key(id).getBytes(StandardCharsets.UTF_8);
    byte[] value = shared.tombstones.test(id) ? null : ("v" + id).getBytes(StandardCharsets.UTF_8);
    long timestamp = shared.createTime ? shared.time.applyAsLong(id) : 5_000_000L + offset;
    LogRecord record = new LogRecord(offset, timestamp, shared.createTime, key, value, headers);
    shared.slots.add(new Slot(record, state, id, timestamp));
  }

  MemoryLog committedView() {
    return new MemoryLog(shared, Isolation.READ_COMMITTED);
  }

  /** Numbers of the visible records at or after the offset. */
  List<Integer> idsFrom(long offset) {
    List<Integer> ids = new ArrayList<>();
    long end = end();
    for (long at = Math.max(offset, shared.begin); at < end; at++) {
      if (visible(at)) {
        ids.add(shared.slots.get((int) at).id());
      }
    }
    return ids;
  }

  long recordsRead() {
    return shared.recordsRead;
  }

  int openCursors() {
    return shared.openCursors;
  }

  /** Offset of the nth record with this number, counted from 0. */
  long offsetOf(int id, int nth) {
    int left = nth;
    for (int at = 0; at < shared.slots.size(); at++) {
      if (shared.slots.get(at).id() == id && left-- == 0) {
        return at;
      }
    }
    throw new IllegalArgumentException("no record " + id);
  }

  private boolean visible(long offset) {
    Slot slot = shared.slots.get((int) offset);
    return switch (slot.state()) {
      case PLAIN -> slot.record() != null;
      case ABORTED, OPEN -> isolation == Isolation.READ_UNCOMMITTED;
      case MARKER, GONE -> false;
    };
  }

  @Override
  public String name() {
    return shared.name;
  }

  @Override
  public Isolation isolation() {
    return isolation;
  }

  @Override
  public MemoryLog at(Isolation other) {
    return other == isolation ? this : new MemoryLog(shared, other);
  }

  @Override
  public long begin() {
    return shared.begin;
  }

  @Override
  public long end() {
    if (isolation == Isolation.READ_COMMITTED) {
      for (int at = 0; at < shared.slots.size(); at++) {
        if (shared.slots.get(at).state() == State.OPEN) {
          return at;
        }
      }
    }
    return shared.slots.size();
  }

  @Override
  public OptionalLong offsetForTime(long timestampMs) {
    long end = end();
    for (long at = shared.begin; at < end; at++) {
      if (shared.slots.get((int) at).timestampMs() >= timestampMs) {
        return OptionalLong.of(at);
      }
    }
    return OptionalLong.empty();
  }

  @Override
  public RecordCursor open(long from, long to) {
    if (to > end()) {
      throw new IllegalArgumentException("open to " + to + " beyond the end " + end());
    }
    shared.openCursors++;
    return new RecordCursor() {
      private long at = Math.max(from, shared.begin);
      private boolean closed;

      @Override
      public @Nullable LogRecord next() {
        while (at < to && !visible(at)) {
          at++;
        }
        if (at >= to) {
          return null;
        }
        shared.recordsRead++;
        return shared.slots.get((int) at++).record();
      }

      @Override
      public void close() {
        if (!closed) {
          closed = true;
          shared.openCursors--;
        }
      }
    };
  }
}
