package io.tidegate.parity;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashSet;
import java.util.List;
import java.util.OptionalLong;
import java.util.Set;
import java.util.function.Function;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/** Short reads of one log: bounded memory, one cursor at a time. */
final class Reads {
  private static final int LOOK_BACK = 64;

  /** Times that an end is asked for: those that were taken ahead, and once more. */
  private static final int ENDS_ASKED_MAX = 3;

  private Reads() {}

  /** Up to {@code count} visible records of {@code [from, to)}, the first ones. */
  static List<LogRecord> first(PartitionLog log, long from, long to, int count) {
    return first(log, from, to, count, record -> record);
  }

  /** The same, with only this of each kept: a record may be large. */
  static <T> List<T> first(
      PartitionLog log, long from, long to, int count, Function<LogRecord, T> kept) {
    List<T> first = new ArrayList<>(Math.min(count, 64));
    if (count > 0) {
      each(
          log,
          from,
          to,
          record -> {
            first.add(kept.apply(record));
            return first.size() < count;
          });
    }
    return first;
  }

  /**
   * Up to {@code count} visible records right before {@code to}, in log order. Looks back twice as
   * far until it has them or stands at the begin, since invisible offsets cannot be known before.
   */
  static List<LogRecord> lastBefore(PartitionLog log, long to, int count) {
    return lastBefore(log, to, count, record -> record);
  }

  /** The offsets of {@link #lastBefore}. */
  static List<Long> offsetsBefore(PartitionLog log, long to, int count) {
    return lastBefore(log, to, count, LogRecord::offset);
  }

  /** The same, with only this of each kept: a record may be large. */
  static <T> List<T> lastBefore(PartitionLog log, long to, int count, Function<LogRecord, T> kept) {
    long begin = log.begin();
    long back = Math.max(count, 1);
    while (true) {
      long from = Math.max(begin, to - back);
      Deque<T> last = new ArrayDeque<>(count + 1);
      each(
          log,
          from,
          to,
          record -> {
            last.addLast(kept.apply(record));
            if (last.size() > count) {
              last.removeFirst();
            }
            return true;
          });
      if (last.size() >= count || from <= begin) {
        return List.copyOf(last);
      }
      back *= 2;
    }
  }

  /** Visible records in {@code [from, to)}. */
  static long count(PartitionLog log, long from, long to) {
    long[] seen = {0};
    each(
        log,
        from,
        to,
        record -> {
          seen[0]++;
          return true;
        });
    return seen[0];
  }

  /** Offsets of the visible records in a short range. */
  static Set<Long> offsets(PartitionLog log, long from, long to) {
    Set<Long> offsets = new HashSet<>();
    each(log, from, to, record -> offsets.add(record.offset()));
    return offsets;
  }

  /**
   * The end of a log of which so much was seen before: an answer that was taken earlier than that
   * is asked for again.
   */
  static long end(PartitionLog log, long seen) {
    long end = log.end();
    for (int asked = 1; end < seen && asked < ENDS_ASKED_MAX; asked++) {
      end = log.end();
    }
    return end;
  }

  static boolean any(PartitionLog log, long from, long to) {
    return !first(log, from, to, 1).isEmpty();
  }

  /** The same, looked for first where a check reads anyway: right before a position. */
  static boolean anyNear(PartitionLog log, long from, long to, @Nullable Long position) {
    long near = Math.min(position == null ? to : position, to) - LOOK_BACK;
    return (near > from && any(log, near, to)) || any(log, from, near > from ? near : to);
  }

  /** The record at exactly this offset, or null where it is not visible. */
  static @Nullable LogRecord exactly(PartitionLog log, long offset, long end) {
    if (offset < log.begin() || offset >= end) {
      return null;
    }
    List<LogRecord> there = first(log, offset, offset + 1, 1);
    return there.isEmpty() ? null : there.get(0);
  }

  /**
   * An offset that no record of this content precedes, given the timestamp they share; {@code end}
   * where there can be none below it. Without timestamps in the identity, the log's begin.
   */
  static long bracket(PartitionLog log, Profile profile, long timestampMs, long end) {
    if (!profile.timestamp()) {
      return log.begin();
    }
    OptionalLong found = log.offsetForTime(timestampMs);
    return found.isPresent() ? Math.min(found.getAsLong(), end) : end;
  }

  /** Reads on while the visitor wants more. */
  static void each(PartitionLog log, long from, long to, Predicate<LogRecord> visitor) {
    if (to <= from) {
      return;
    }
    try (RecordCursor cursor = log.open(from, to)) {
      LogRecord record = cursor.next();
      while (record != null && visitor.test(record)) {
        record = cursor.next();
      }
    }
  }
}
