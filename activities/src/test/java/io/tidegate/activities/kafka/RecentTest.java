package io.tidegate.activities.kafka;

import static org.assertj.core.api.Assertions.assertThat;

import io.tidegate.parity.LogRecord;
import java.util.List;
import java.util.Objects;
import org.junit.jupiter.api.Test;

class RecentTest {

  /** offset | 3 . 5 . . 8 . and asked again from within */
  @Test
  void aFetchAnswersForEveryPositionThatItPassed() {
    Recent recent = new Recent(new Room(Long.MAX_VALUE));
    recent.keep(new Recent.Chunk(3, 10, List.of(record(3), record(5), record(8)), 100));
    assertThat(recent.at(2)).isNull();
    assertThat(recent.at(10)).isNull();
    assertThat(Objects.requireNonNull(recent.at(4)).since(4))
        .extracting(LogRecord::offset)
        .containsExactly(5L, 8L);
    assertThat(Objects.requireNonNull(recent.at(9)).since(9)).isEmpty();
  }

  @Test
  void theOldestGiveWayWhenTheBytesAreUsedUp() {
    Recent recent = new Recent(new Room(Long.MAX_VALUE));
    int third = Recent.BYTES_MAX / 3 - 1_000;
    for (int i = 0; i < 4; i++) {
      recent.keep(new Recent.Chunk(i, i + 1, List.of(record(i)), third));
    }
    assertThat(recent.at(0)).isNull();
    assertThat(recent.at(1)).isNotNull();
    recent.keep(new Recent.Chunk(9, 10, List.of(record(9)), Recent.BYTES_MAX + 1));
    assertThat(recent.at(9)).as("more than may be kept").isNull();
    assertThat(recent.at(3)).isNotNull();
  }

  /** One log would keep all of it. */
  @Test
  void theOldestOfAnyLogGiveWayWhenTheirRoomIsUsedUp() {
    Room room = new Room(Recent.BYTES_MAX);
    int third = Recent.BYTES_MAX / 3 - 1_000;
    Recent waits = new Recent(room);
    Recent works = new Recent(room);
    waits.keep(new Recent.Chunk(0, 1, List.of(record(0)), third));
    works.keep(new Recent.Chunk(5, 6, List.of(record(5)), third));
    waits.keep(new Recent.Chunk(1, 2, List.of(record(1)), third));
    assertThat(waits.at(0)).isNotNull();
    works.keep(new Recent.Chunk(6, 7, List.of(record(6)), third));
    assertThat(waits.at(0)).as("the oldest").isNull();
    assertThat(works.at(5)).isNotNull();
    assertThat(waits.at(1)).isNotNull();
    works.keep(new Recent.Chunk(7, 8, List.of(record(7)), 2 * third));
    assertThat(works.at(5)).isNull();
    assertThat(waits.at(1)).isNull();
    assertThat(works.at(6)).isNotNull();
    assertThat(works.at(7)).isNotNull();
  }

  @Test
  void whatWasReadAheadGivesWayToNothing() {
    Room room = new Room(Recent.BYTES_MAX);
    Recent ahead = new Recent(room);
    ahead.keepAhead(new Recent.Chunk(0, 1, List.of(record(0)), Recent.BYTES_MAX));
    new Recent(room).keep(new Recent.Chunk(0, 1, List.of(record(0)), Recent.BYTES_MAX / 2));
    assertThat(ahead.at(0)).isNotNull();
  }

  private static LogRecord record(long offset) {
    return new LogRecord(offset, 0, true, new byte[0], new byte[0], List.of());
  }
}
