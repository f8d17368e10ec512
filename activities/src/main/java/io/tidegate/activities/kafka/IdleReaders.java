package io.tidegate.activities.kafka;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.apache.kafka.common.TopicPartition;
import org.jspecify.annotations.Nullable;

/**
 * Readers of one cluster that wait for their next use. What reads windows stays assigned to them
 * meanwhile: to assign many partitions costs as much as to read a window of each. Safe for many
 * threads.
 */
final class IdleReaders {
  /** Of a kind. */
  static final int MAX = 32;

  /** Partitions that those of a kind stay assigned to. */
  static final int ASSIGNED_MAX = 4_096;

  /** Those of windows, each assigned to its own, before one gives way to others. */
  static final int WINDOWS_MAX = 16;

  private final Map<Readers.Kind, Deque<Reader>> byKind = new HashMap<>();
  private boolean closed;

  /**
   * Best one that is assigned to these; null where another is to be opened beside those that are
   * assigned to other windows.
   */
  synchronized @Nullable Reader take(Readers.Kind kind, Set<TopicPartition> wanted) {
    Deque<Reader> waiting = waiting(kind);
    Optional<Reader> same = waiting.stream().filter(one -> one.reads(wanted)).findFirst();
    boolean room =
        kind.windows()
            && waiting.size() < WINDOWS_MAX
            && assigned(waiting) + wanted.size() <= ASSIGNED_MAX;
    Reader other =
        room
            ? waiting.stream().filter(one -> one.assigned() == 0).findFirst().orElse(null)
            : waiting.peekFirst();
    Reader taken = same.orElse(other);
    waiting.remove(taken);
    return taken;
  }

  /** Whether there is a place for it; else nobody keeps it. */
  synchronized boolean put(Reader reader) {
    Deque<Reader> waiting = waiting(reader.kind());
    if (closed || waiting.size() >= MAX) {
      return false;
    }
    waiting.addLast(reader);
    unassignTooMany(waiting);
    return true;
  }

  /** Those that wait longest first. */
  private static void unassignTooMany(Deque<Reader> waiting) {
    int assigned = assigned(waiting);
    for (Reader oldest : waiting) {
      if (assigned <= ASSIGNED_MAX) {
        return;
      }
      assigned -= oldest.assigned();
      oldest.assign(Set.of());
    }
  }

  private static int assigned(Deque<Reader> waiting) {
    return waiting.stream().mapToInt(Reader::assigned).sum();
  }

  synchronized int count() {
    return byKind.values().stream().mapToInt(Deque::size).sum();
  }

  /** All that wait; from now on none does. */
  synchronized List<Reader> close() {
    closed = true;
    List<Reader> all = new ArrayList<>();
    byKind.values().forEach(all::addAll);
    byKind.clear();
    return all;
  }

  private Deque<Reader> waiting(Readers.Kind kind) {
    return byKind.computeIfAbsent(kind, first -> new ArrayDeque<>());
  }
}
