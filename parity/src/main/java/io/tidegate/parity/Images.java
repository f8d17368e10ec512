package io.tidegate.parity;

import io.tidegate.parity.Placement.Place;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What the runs of a walk say about one boundary.
 *
 * <pre>
 * source | 0 1 2 3 4[5 6 7 8 9]           [ = the boundary; 5.. are unread
 * target | 0 1 2 3 4 5 6 7 8 4 5 6 7 8 9
 *                              T0         each unread record has its last image at or after T0
 * </pre>
 *
 * <p>Where an unread record has an image: target records from T on hold every copied unread record
 * if and only if T ≤ T0. Below it only replays, above it skips.
 */
final class Images {
  /** Places of the first unread record that are tried when the order at T0 does not hold. */
  private static final int MOST_TRIED = 1_000;

  private final List<Run> runs;
  private final List<Run> unread;
  private final Spans covered = new Spans();
  private final long boundary;
  private final Run highest;
  private final Run last;

  /**
   * Takes the runs of a walk.
   *
   * @param runs in target order, at least one
   * @param boundary ordinal of the first unread source record
   */
  Images(List<Run> runs, long boundary) {
    this.runs = runs;
    this.boundary = boundary;
    this.unread = runs.stream().filter(run -> run.source() >= boundary).toList();
    this.highest = runs.stream().max(Comparator.comparingLong(Run::sourceEnd)).orElseThrow();
    this.last = runs.get(runs.size() - 1);
    for (Run run : unread) {
      covered.add(run.source(), run.sourceEnd());
    }
  }

  /** All of them, in target order. */
  List<Run> runs() {
    return runs;
  }

  /** The lowest source ordinal that has an image. */
  long lowest() {
    return runs.stream().mapToLong(Run::source).min().orElseThrow();
  }

  /** The run that holds the highest source record that has an image. */
  Run highest() {
    return highest;
  }

  /** The run that holds the last target record that is an image. */
  Run last() {
    return last;
  }

  /** Whether the last image on the target is that of the highest record copied. */
  boolean settled() {
    return last.sourceEnd() == highest.sourceEnd();
  }

  /** Unread ordinals below the end that have no image. */
  List<Spans.Span> missing(long end) {
    return covered.gaps(boundary, end);
  }

  boolean anyUnread() {
    return !unread.isEmpty();
  }

  /** The lowest unread ordinal that has an image. */
  long lowestUnread() {
    return unread.stream().mapToLong(Run::source).min().orElseThrow();
  }

  /** T*, and what it costs. */
  Placement place() {
    if (unread.isEmpty()) {
      return new Placement(last.targetEnd(), null, null, 0, null, null, List.of());
    }
    Place t0 = lowestLastImage();
    Place place = t0;
    Late late = lateFrom(t0.target());
    if (late.records() > 0) {
      Place earlier = largestInOrderBelow(t0.target());
      if (earlier != null) {
        place = earlier;
        late = Late.NONE;
      }
    }
    return new Placement(
        place.target(),
        place,
        t0,
        late.records(),
        late.first(),
        againFrom(place.target()),
        replayedFrom(place.target()));
  }

  private Place lowestLastImage() {
    Spans later = new Spans();
    Place lowest = null;
    for (int i = unread.size() - 1; i >= 0; i--) {
      Run run = unread.get(i);
      for (Spans.Span fresh : later.add(run.source(), run.sourceEnd())) {
        Place place = new Place(run, fresh.start() - run.source());
        if (lowest == null || place.target() < lowest.target()) {
          lowest = place;
        }
      }
    }
    if (lowest == null) {
      throw new IllegalStateException("no unread run");
    }
    return lowest;
  }

  /** Unread records that are delivered for the first time after a later one. */
  private record Late(long records, @Nullable Place first) {
    static final Late NONE = new Late(0, null);
  }

  /** Those from T on. */
  private Late lateFrom(long target) {
    Spans delivered = new Spans();
    long highestDelivered = boundary - 1;
    Late late = Late.NONE;
    for (Run run : unread) {
      long from = Math.max(run.target(), target);
      if (from >= run.targetEnd()) {
        continue;
      }
      long start = run.source() + (from - run.target());
      for (Spans.Span fresh : delivered.add(start, run.sourceEnd())) {
        long records = Math.min(fresh.end(), highestDelivered + 1) - fresh.start();
        if (records > 0) {
          Place first = late.first();
          late =
              new Late(
                  late.records() + records,
                  first == null ? new Place(run, fresh.start() - run.source()) : first);
        }
        highestDelivered = Math.max(highestDelivered, fresh.end() - 1);
      }
    }
    return late;
  }

  /** In order means that the lowest copied unread record comes first: only its images can be T. */
  private @Nullable Place largestInOrderBelow(long target) {
    long lowest = lowestUnread();
    int tried = 0;
    for (int i = unread.size() - 1; i >= 0; i--) {
      Run run = unread.get(i);
      if (run.source() > lowest || run.sourceEnd() <= lowest) {
        continue;
      }
      Place place = new Place(run, lowest - run.source());
      if (place.target() < target && lateFrom(place.target()).records() == 0) {
        return place;
      }
      if (++tried > MOST_TRIED) {
        throw new NotProven(
            "fragmented: the first unread record is on the target too many times; copy the topic"
                + " anew");
      }
    }
    return null;
  }

  /** The first from T on that was read, or that came before it from T on. */
  private @Nullable Place againFrom(long target) {
    Spans delivered = new Spans();
    for (Run run : runs) {
      long inside = Math.max(0, target - run.target());
      if (inside < run.length() && run.source() < boundary) {
        return new Place(run, inside);
      }
      if (inside < run.length()) {
        long at = run.source() + inside;
        for (Spans.Span fresh : delivered.add(at, run.sourceEnd())) {
          if (fresh.start() > at) {
            return new Place(run, at - run.source());
          }
          at = fresh.end();
        }
        if (at < run.sourceEnd()) {
          return new Place(run, at - run.source());
        }
      }
    }
    return null;
  }

  /** Target records from T on that were already read, or come again later. */
  private List<Placement.Piece> replayedFrom(long target) {
    List<Placement.Piece> pieces = new ArrayList<>();
    Spans later = new Spans();
    for (int i = runs.size() - 1; i >= 0 && runs.get(i).targetEnd() > target; i--) {
      Run run = runs.get(i);
      long from = Math.max(0, target - run.target());
      if (run.source() < boundary) {
        pieces.add(new Placement.Piece(run, from, run.length() - from));
        continue;
      }
      long at = run.source() + from;
      for (Spans.Span fresh : later.add(run.source() + from, run.sourceEnd())) {
        addPiece(pieces, run, at, fresh.start());
        at = fresh.end();
      }
      addPiece(pieces, run, at, run.sourceEnd());
    }
    return pieces;
  }

  private static void addPiece(List<Placement.Piece> pieces, Run run, long start, long end) {
    if (end > start) {
      pieces.add(new Placement.Piece(run, start - run.source(), end - start));
    }
  }
}
