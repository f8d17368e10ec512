package io.tidegate.parity;

import java.util.List;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/**
 * Where a group may resume when records of equal content do not tell which of them was copied:
 * every place at which the target holds the content of the first unread record, and the one that a
 * walk in lockstep came to.
 *
 * @param offsets the smallest of them, at most {@value #MOST}, ascending
 * @param count how many there are
 */
record Candidates(List<Long> offsets, long count) {
  static final int MOST = 16;
  static final Candidates NONE = new Candidates(List.of(), 0);

  static Candidates of(
      Sides sides, long boundary, long sourceEnd, long targetEnd, long place, long latest) {
    TreeSet<Long> smallest = new TreeSet<>(List.of(place, latest));
    long[] count = {smallest.size()};
    Fingerprint first = firstUnread(sides, boundary, sourceEnd);
    if (first != null) {
      long from = Reads.bracket(sides.target(), sides.profile(), first.timestampMs(), targetEnd);
      Reads.each(
          sides.target(),
          from,
          targetEnd,
          record -> {
            if (sides.identity().of(record).id().equals(first.id())
                && record.offset() != place
                && record.offset() != latest) {
              count[0]++;
              smallest.add(record.offset());
              if (smallest.size() > MOST) {
                smallest.pollLast();
              }
            }
            return true;
          });
    }
    return new Candidates(List.copyOf(smallest), count[0]);
  }

  private static @Nullable Fingerprint firstUnread(Sides sides, long boundary, long sourceEnd) {
    List<LogRecord> unread = Reads.first(sides.source(), boundary, sourceEnd, 1);
    return unread.isEmpty() ? null : sides.identity().of(unread.get(0));
  }

  long smallest() {
    return offsets.get(0);
  }

  /** For people: how many, and that not all are listed where that is so. */
  String counted() {
    return count <= MOST ? String.valueOf(count) : count + " (the first " + MOST + " are listed)";
  }
}
