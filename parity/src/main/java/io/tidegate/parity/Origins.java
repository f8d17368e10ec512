package io.tidegate.parity;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Where target records come from that are no images: copies of aborted records, of records that the
 * source's cleaner has removed since, or strangers. Reads the source once for each lot of them.
 */
final class Origins {
  private final Sides sides;
  private final Bounds bounds;
  private final List<Run> runs;
  private final boolean sourceCompacts;
  private final long boundary;
  private final long sourceEnd;
  private final long targetEnd;
  private final long lastImageEnd;
  private final Holes holes;
  private final Map<Integer, Long> roomByGap = new HashMap<>();

  private long phantom;
  private long foreign;
  private long open;
  private long superseded;
  private long replayed;
  private long leadingTo;
  private @Nullable Long after;
  private @Nullable Long foreignFrom;
  private @Nullable Long strangeFrom;
  private boolean mayStandAtCleaned;
  private int lots;

  /**
   * Prepares to tell them apart.
   *
   * @param runs all images, in target order
   * @param boundary offset of the first unread source record
   */
  Origins(
      Sides sides,
      Bounds bounds,
      List<Run> runs,
      boolean sourceCompacts,
      long boundary,
      long sourceEnd,
      long targetEnd) {
    this.sides = sides;
    this.bounds = bounds;
    this.runs = runs;
    this.sourceCompacts = sourceCompacts;
    this.boundary = boundary;
    this.sourceEnd = sourceEnd;
    this.targetEnd = targetEnd;
    this.lastImageEnd = runs.get(runs.size() - 1).targetEnd();
    this.holes = new Holes(sides.source());
  }

  /**
   * The extra records told apart, in numbers.
   *
   * @param open copies of records whose transaction has not ended
   * @param superseded copies of unread records that the source's cleaner removed
   * @param replayed copies of read records that the source's cleaner removed
   * @param after offset behind the phantoms that directly follow the last image; null where there
   *     are none
   * @param mayStandAtCleaned whether records stand behind the last image that the source's cleaner
   *     may have removed from anywhere: they do not tell where the replicator stands
   * @param foreignFrom offset of the first of {@code foreign}; null where there are none
   * @param strangeFrom offset of the first of {@code foreign} and {@code phantom} together
   */
  record Split(
      long phantom,
      long foreign,
      long open,
      long superseded,
      long replayed,
      @Nullable Long after,
      boolean mayStandAtCleaned,
      @Nullable Long foreignFrom,
      @Nullable Long strangeFrom) {
    static final Split NONE = new Split(0, 0, 0, 0, 0, null, false, null, null);
  }

  private static final class Extraneous {
    private final long ordinal;
    private final Fingerprint print;
    private final @Nullable Id key;
    private final boolean tombstone;
    private boolean aborted;
    private boolean undecided;
    private boolean cleaned;
    private long place;

    Extraneous(long ordinal, Fingerprint print, @Nullable Id key, boolean tombstone) {
      this.ordinal = ordinal;
      this.print = print;
      this.key = key;
      this.tombstone = tombstone;
    }
  }

  /**
   * Tells them apart.
   *
   * @param leadingFrom ordinal of the target record from which on phantoms do no harm, because no
   *     unread record has an image before them; null where one has
   */
  Split split(List<Extra> extras, @Nullable Long leadingFrom) {
    leadingTo = leadingFrom == null ? Long.MIN_VALUE : leadingFrom;
    List<Extraneous> lot = new ArrayList<>();
    for (Extra extra : extras) {
      long[] at = {extra.target()};
      Reads.each(
          sides.target(),
          extra.offset(),
          extra.lastOffset() + 1,
          record -> {
            Fingerprint print = sides.identity().of(record);
            lot.add(
                new Extraneous(
                    at[0]++, print, sides.identity().key(record), record.value() == null));
            if (lot.size() >= bounds.lookups()) {
              tell(lot);
            }
            return true;
          });
    }
    tell(lot);
    return new Split(
        phantom,
        foreign,
        open,
        superseded,
        replayed,
        after,
        mayStandAtCleaned,
        foreignFrom,
        strangeFrom);
  }

  private void tell(List<Extraneous> lot) {
    if (lot.isEmpty()) {
      return;
    }
    bounds.refuseLots(++lots);
    if (sides.source().isolation() == Isolation.READ_COMMITTED) {
      findAborted(lot);
    }
    if (sourceCompacts) {
      findCleaned(lot);
    }
    lot.forEach(this::count);
    lot.clear();
  }

  private void count(Extraneous one) {
    if (sourceCompacts && !one.aborted && !one.undecided && one.ordinal >= lastImageEnd) {
      mayStandAtCleaned = true;
    }
    if (one.aborted && one.ordinal == leadingTo) {
      leadingTo++;
      after = one.print.offset() + 1;
    } else if (one.undecided) {
      open++;
    } else if (one.aborted) {
      phantom++;
      strange(one);
    } else if (!one.cleaned) {
      foreign++;
      strange(one);
      foreignFrom = foreignFrom == null ? one.print.offset() : foreignFrom;
    } else if (one.place + 1 >= boundary) {
      superseded++;
    } else {
      replayed++;
    }
  }

  private void strange(Extraneous one) {
    strangeFrom = strangeFrom == null ? one.print.offset() : strangeFrom;
  }

  private void findAborted(List<Extraneous> lot) {
    Map<Id, List<Extraneous>> wanted = new HashMap<>();
    long earliest = Long.MAX_VALUE;
    for (Extraneous one : lot) {
      wanted.computeIfAbsent(one.print.id(), id -> new ArrayList<>()).add(one);
      earliest = Math.min(earliest, one.print.timestampMs());
    }
    PartitionLog all = sides.source().at(Isolation.READ_UNCOMMITTED);
    long end = all.end();
    Reads.each(
        all,
        Reads.bracket(all, sides.profile(), earliest, end),
        end,
        record -> {
          boolean decided = record.offset() < sourceEnd;
          Id id = sides.identity().of(record).id();
          for (Extraneous one : wanted.getOrDefault(id, List.of())) {
            one.aborted |= decided;
            one.undecided |= !decided;
          }
          return true;
        });
  }

  private void findCleaned(List<Extraneous> lot) {
    Map<Integer, List<Extraneous>> byGap = new HashMap<>();
    for (Extraneous one : lot) {
      if (!one.aborted && !one.undecided && one.key != null) {
        int gap = runsUpTo(one.ordinal);
        one.place = gap == 0 ? -1 : runs.get(gap - 1).lastSourceOffset();
        byGap.computeIfAbsent(gap, runsBefore -> new ArrayList<>()).add(one);
      }
    }
    List<Extraneous> explained = new ArrayList<>();
    for (Map.Entry<Integer, List<Extraneous>> at : byGap.entrySet()) {
      long room = roomByGap.computeIfAbsent(at.getKey(), this::room);
      if (room >= at.getValue().size()) {
        roomByGap.put(at.getKey(), room - at.getValue().size());
        explained.addAll(at.getValue());
      }
    }
    findLaterKeys(explained);
  }

  /** How many runs stand before this target record. */
  private int runsUpTo(long ordinal) {
    int next = 0;
    int high = runs.size();
    while (next < high) {
      int middle = (next + high) >>> 1;
      if (runs.get(middle).target() > ordinal) {
        high = middle;
      } else {
        next = middle + 1;
      }
    }
    return next;
  }

  /**
   * How many records the source's cleaner has removed between the records that stand on either side
   * of a gap on the target. None where the latter was copied before the former, or is the same: the
   * replicator went back, and nothing tells whether it had passed what the cleaner removed.
   *
   * <pre>
   * source | .. 15 16 _ 18 ..          one was removed
   * target | .. 15 16 x 18 ..          x may be that one
   * target | .. 15 16 y 15 16 x 18     y may be, or somebody else wrote it
   * </pre>
   */
  private long room(int gap) {
    if (gap == 0) {
      return 0;
    }
    Run previous = runs.get(gap - 1);
    long place = previous.lastSourceOffset();
    if (gap < runs.size()) {
      Run following = runs.get(gap);
      return following.source() < previous.sourceEnd()
          ? 0
          : holes.between(place, following.sourceOffset());
    }
    PartitionLog all = sides.source().at(Isolation.READ_UNCOMMITTED);
    List<LogRecord> next = Reads.first(all, place + 1, sourceEnd, 1);
    return holes.between(place, next.isEmpty() ? sourceEnd : next.get(0).offset());
  }

  /** A cleaner removes a record only for a later one of its key, and a tombstone in the end. */
  private void findLaterKeys(List<Extraneous> explained) {
    if (explained.isEmpty()) {
      return;
    }
    Map<Id, List<Extraneous>> byKey = new HashMap<>();
    Set<Extraneous> left = new HashSet<>();
    long sourceFrom = Long.MAX_VALUE;
    for (Extraneous one : explained) {
      one.cleaned = one.tombstone;
      if (one.key != null && !one.tombstone) {
        byKey.computeIfAbsent(one.key, key -> new ArrayList<>()).add(one);
        sourceFrom = Math.min(sourceFrom, one.place + 1);
        left.add(one);
      }
    }
    PartitionLog all = sides.source().at(Isolation.READ_UNCOMMITTED);
    Reads.each(all, sourceFrom, sourceEnd, record -> !recurs(byKey, left, record, true));
    long targetFrom = explained.get(0).print.offset();
    if (!left.isEmpty()) {
      Reads.each(
          sides.target(), targetFrom, targetEnd, record -> !recurs(byKey, left, record, false));
    }
  }

  /** Whether the last one has found a later record of its key. */
  private boolean recurs(
      Map<Id, List<Extraneous>> byKey, Set<Extraneous> left, LogRecord record, boolean onSource) {
    Id key = sides.identity().key(record);
    if (key == null) {
      return left.isEmpty();
    }
    for (Extraneous one : byKey.getOrDefault(key, List.of())) {
      long since = onSource ? one.place : one.print.offset();
      if (record.offset() > since) {
        one.cleaned = true;
        left.remove(one);
      }
    }
    return left.isEmpty();
  }
}
