package io.tidegate.parity;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * Where a replicator that copies aborted records stands: they are no images to a group that does
 * not see them, but they tell how far it has come.
 *
 * <pre>
 * source | 0 1 2 [a b] 3 [c d] 4      [..] = aborted
 * target | 0 1 2  a b  3  c           it stands behind c
 * target | 0 1 2  a b  3  a           it went back, and sends b 3 c d again
 * </pre>
 *
 * @param next every source record below this offset that is not on the target was passed
 * @param passed visible source records beyond the highest image that were passed
 * @param goingBack whether the last copies are of records before the highest image, or may be
 */
record Reached(long next, long passed, boolean goingBack) {

  static Reached of(Sides sides, Bounds bounds, Images images, List<Extra> extras, long sourceEnd) {
    long highest = images.highest().lastSourceOffset();
    Reached byImages = new Reached(highest + 1, 0, false);
    if (sides.source().isolation() == Isolation.READ_UNCOMMITTED) {
      return byImages;
    }
    List<Fingerprint> tail = tail(sides, bounds, images, extras);
    if (tail.isEmpty()) {
      return byImages;
    }
    Map<Id, long[]> places = places(sides, tail);
    long at = highest;
    for (Fingerprint print : tail) {
      long[] place = places.get(print.id());
      if (place == null || place[0] < 0) {
        continue;
      }
      if (place[0] <= at || place[1] != place[0]) {
        return new Reached(highest + 1, 0, true);
      }
      at = place[0];
    }
    long next = Math.min(at + 1, sourceEnd);
    return new Reached(next, Reads.count(sides.source(), highest + 1, next), false);
  }

  /** Whether it was copied last what stands behind every image. */
  boolean beyond(Run highest) {
    return next > highest.lastSourceOffset() + 1;
  }

  /** The target records behind the last image. */
  private static List<Fingerprint> tail(
      Sides sides, Bounds bounds, Images images, List<Extra> extras) {
    List<Fingerprint> tail = new ArrayList<>();
    for (Extra extra : extras) {
      if (extra.target() >= images.last().targetEnd()) {
        Reads.each(
            sides.target(),
            extra.offset(),
            extra.lastOffset() + 1,
            record -> {
              tail.add(sides.identity().of(record));
              return tail.size() < bounds.lookups();
            });
      }
    }
    return tail;
  }

  /** The first and the last offset at which the source holds each content; -1 where it does not. */
  private static Map<Id, long[]> places(Sides sides, List<Fingerprint> tail) {
    Map<Id, long[]> places = new HashMap<>();
    long earliest = Long.MAX_VALUE;
    for (Fingerprint print : tail) {
      places.put(print.id(), new long[] {-1, -1});
      earliest = Math.min(earliest, print.timestampMs());
    }
    PartitionLog all = sides.source().at(Isolation.READ_UNCOMMITTED);
    long end = all.end();
    Reads.each(
        all,
        Reads.bracket(all, sides.profile(), earliest, end),
        end,
        record -> {
          long[] place = places.get(sides.identity().of(record).id());
          if (place != null) {
            place[0] = place[0] < 0 ? record.offset() : place[0];
            place[1] = record.offset();
          }
          return true;
        });
    return places;
  }
}
