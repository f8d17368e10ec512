package io.tidegate.parity;

import java.lang.ref.WeakReference;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import java.util.OptionalLong;
import org.jspecify.annotations.Nullable;

/**
 * A log whose records are made as they are read, so that it may be longer than memory. It is a list
 * of stretches of numbers; equal numbers are equal records, and later numbers are later in time.
 */
final class GeneratedLog implements PartitionLog {
  private record Stretch(long offset, long from, long to) {
    long end() {
      return offset + (to - from);
    }
  }

  private final String name;
  private final boolean createTime;
  private final List<Stretch> stretches = new ArrayList<>();
  private final List<WeakReference<LogRecord>> read = new ArrayList<>();
  private Runnable opened = () -> {};
  private boolean remembers;
  private boolean constant;
  private long recordsRead;

  private GeneratedLog(String name, boolean createTime) {
    this.name = name;
    this.createTime = createTime;
  }

  static GeneratedLog named(String name) {
    return new GeneratedLog(name, true);
  }

  static GeneratedLog withBrokersTime(String name) {
    return new GeneratedLog(name, false);
  }

  /** Numbers from the first to the one before the last. */
  GeneratedLog range(long from, long to) {
    stretches.add(new Stretch(end(), from, to));
    return this;
  }

  /** Remembers what was read of it, for {@link #held}. */
  GeneratedLog remembering() {
    remembers = true;
    return this;
  }

  /** What happens whenever it is opened. */
  GeneratedLog whenOpened(Runnable happens) {
    opened = happens;
    return this;
  }

  /** Records that were read and somebody still holds. */
  long held() {
    System.gc();
    return read.stream().filter(record -> record.get() != null).count();
  }

  /** All records are equal but for their times. */
  GeneratedLog constant() {
    constant = true;
    return this;
  }

  long recordsRead() {
    return recordsRead;
  }

  private LogRecord record(long offset) {
    for (Stretch stretch : stretches) {
      if (offset < stretch.end()) {
        long number = stretch.from() + (offset - stretch.offset());
        byte[] key = ByteBuffer.allocate(Long.BYTES).putLong(constant ? 0 : number).array();
        long time = createTime ? 1_000_000L + number : 5_000_000_000L + offset;
        return new LogRecord(offset, time, createTime, key, key, List.of());
      }
    }
    throw new IllegalArgumentException("no offset " + offset);
  }

  @Override
  public String name() {
    return name;
  }

  @Override
  public Isolation isolation() {
    return Isolation.READ_UNCOMMITTED;
  }

  @Override
  public PartitionLog at(Isolation isolation) {
    return this; // no transactions
  }

  @Override
  public long begin() {
    return 0;
  }

  @Override
  public long end() {
    return stretches.isEmpty() ? 0 : stretches.get(stretches.size() - 1).end();
  }

  @Override
  public OptionalLong offsetForTime(long timestampMs) {
    long number = timestampMs - 1_000_000L;
    for (Stretch stretch : stretches) {
      if (!createTime) {
        return OptionalLong.of(0);
      }
      if (number < stretch.to()) {
        return OptionalLong.of(stretch.offset() + Math.max(0, number - stretch.from()));
      }
    }
    return OptionalLong.empty();
  }

  @Override
  public RecordCursor open(long from, long to) {
    opened.run();
    return new RecordCursor() {
      private long at = from;

      @Override
      public @Nullable LogRecord next() {
        if (at >= to) {
          return null;
        }
        recordsRead++;
        LogRecord record = record(at++);
        if (remembers) {
          read.add(new WeakReference<>(record));
        }
        return record;
      }

      @Override
      public void close() {}
    };
  }
}
