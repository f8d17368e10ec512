package io.tidegate.parity;

import static org.assertj.core.api.Assertions.assertThat;

import java.lang.ref.WeakReference;
import java.util.ArrayList;
import java.util.List;
import java.util.OptionalLong;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/**
 * Records may be large, so what is looked at around a boundary is held as digests and offsets: the
 * records themselves are let go one after the other.
 */
class LargeRecordsTest {
  private static final int RECORDS = 700;
  private static final int VALUE_BYTES = 64 * 1024;
  private static final Profile BY_TIME = Profile.plain(true, Isolation.READ_UNCOMMITTED);

  private static final int LOOK_EVERY = 60;

  /** Held together they would be hundreds; a few are under way. */
  private static final int HELD_MAX = 8;

  private final List<WeakReference<byte[]>> given = new ArrayList<>();
  private int heldAtMost;
  private int looks;

  @Test
  void theWindowAroundABoundaryIsHeldAsDigests() {
    Sides sides = sides(MemoryLog.named("target").range(10_000, 10_000 + RECORDS));
    assertThat(new Anchors(sides, Bounds.DEFAULT).near(List.of(), true, 350, RECORDS, RECORDS))
        .isNull();
    assertLittleWasHeld();
  }

  @Test
  void theEndsOfTheLogsAreHeldAsDigests() {
    Sides sides = sides(MemoryLog.named("target").range(0, RECORDS));
    Edges edges = new Edges(sides, Bounds.DEFAULT);
    assertThat(edges.head(RECORDS, RECORDS)).isNotNull();
    assertThat(edges.lastCopied(350, RECORDS, RECORDS)).isNotNull();
    assertLittleWasHeld();
  }

  @Test
  void whereAWalkBeginsIsFoundByOffsets() {
    Sides sides = sides(MemoryLog.named("target").range(0, RECORDS));
    assertThat(Start.atPair(Anchor.SYNC, sides, 350, 350, 256).sourceOffset()).isEqualTo(94);
    assertThat(Start.before(Anchor.SYNC, sides, 350, 350, 256).targetOffset()).isEqualTo(94);
    assertLittleWasHeld();
  }

  private Sides sides(MemoryLog target) {
    MemoryLog source = MemoryLog.named("source").range(0, RECORDS);
    return new Sides(new Large(source), new Large(target), new Identity(BY_TIME));
  }

  /** Counts how many of the values given out so far are still held by anybody. */
  private void look() {
    System.gc();
    given.removeIf(value -> value.get() == null);
    heldAtMost = Math.max(heldAtMost, given.size());
    looks++;
  }

  private void assertLittleWasHeld() {
    assertThat(looks).isPositive();
    assertThat(heldAtMost).isLessThanOrEqualTo(HELD_MAX);
  }

  /** A log whose records come with a large value, made anew each time. */
  private final class Large implements PartitionLog {
    private final PartitionLog small;

    Large(PartitionLog small) {
      this.small = small;
    }

    @Override
    public String name() {
      return small.name();
    }

    @Override
    public Isolation isolation() {
      return small.isolation();
    }

    @Override
    public PartitionLog at(Isolation isolation) {
      return new Large(small.at(isolation));
    }

    @Override
    public long begin() {
      return small.begin();
    }

    @Override
    public long end() {
      return small.end();
    }

    @Override
    public OptionalLong offsetForTime(long timestampMs) {
      return small.offsetForTime(timestampMs);
    }

    @Override
    public RecordCursor open(long from, long to) {
      RecordCursor cursor = small.open(from, to);
      return new RecordCursor() {
        private int read;

        @Override
        public @Nullable LogRecord next() {
          LogRecord record = cursor.next();
          if (++read % LOOK_EVERY == 0) {
            look();
          }
          return record == null ? null : large(record);
        }

        @Override
        public void close() {
          cursor.close();
        }
      };
    }

    private LogRecord large(LogRecord record) {
      byte[] value = new byte[VALUE_BYTES];
      given.add(new WeakReference<>(value));
      return new LogRecord(
          record.offset(),
          record.timestampMs(),
          record.createTime(),
          record.key(),
          value,
          record.headers());
    }
  }
}
