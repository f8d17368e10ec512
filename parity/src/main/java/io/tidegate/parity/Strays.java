package io.tidegate.parity;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Target records without a source record near by, looked up on the whole source: found there, they
 * are images that stand far out of order. Reads the source once for each lot of them.
 *
 * <pre>
 * source | 0 1 2 .. 4711 4712 ..
 * target | 0 1 4712 2 ..              4712 is beyond the ring of the walk
 * </pre>
 */
final class Strays {
  private final Sides sides;
  private final Bounds bounds;
  private final Walk.Cuts cuts;

  Strays(Sides sides, Bounds bounds, Walk.Cuts cuts) {
    this.sides = sides;
    this.bounds = bounds;
    this.cuts = cuts;
  }

  /**
   * What a lookup came to.
   *
   * @param images those found, as runs in target order
   * @param extras those that the source does not hold
   * @param recur whether one of those found is not the only one of its content on the source
   */
  record Placed(List<Run> images, List<Extra> extras, boolean recur) {

    /** In target order, with those that the walk itself has looked for everywhere. */
    List<Extra> extrasAnd(List<Extra> walked) {
      List<Extra> all = new ArrayList<>(extras);
      walked.stream().filter(Extra::searched).forEach(all::add);
      all.sort(Comparator.comparingLong(Extra::target));
      return all;
    }
  }

  /** A record looked up, and the one it is an image of. */
  private static final class Stray {
    private final long ordinal;
    private final Fingerprint print;
    private long sourceOrdinal;
    private @Nullable Fingerprint source;

    Stray(long ordinal, Fingerprint print) {
      this.ordinal = ordinal;
      this.print = print;
    }
  }

  /**
   * Looks up every record of these stretches.
   *
   * @param mattersFrom source records below this offset need not be found
   */
  Placed place(List<Extra> extras, Landmarks landmarks, long mattersFrom, long sourceEnd) {
    Placing placing = new Placing(landmarks, mattersFrom, sourceEnd);
    for (Extra extra : extras) {
      long[] at = {extra.target()};
      Reads.each(
          sides.target(),
          extra.offset(),
          extra.lastOffset() + 1,
          record -> {
            placing.add(new Stray(at[0]++, sides.identity().of(record)));
            return true;
          });
    }
    return placing.end();
  }

  private final class Placing {
    private final Landmarks landmarks;
    private final long mattersFrom;
    private final long sourceEnd;
    private final List<Run> images = new ArrayList<>();
    private final List<Extra> extras = new ArrayList<>();
    private final List<Stray> lot = new ArrayList<>();
    private boolean recur;
    private int lots;

    Placing(Landmarks landmarks, long mattersFrom, long sourceEnd) {
      this.landmarks = landmarks;
      this.mattersFrom = mattersFrom;
      this.sourceEnd = sourceEnd;
    }

    void add(Stray stray) {
      lot.add(stray);
      if (lot.size() >= bounds.lookups()) {
        lookUp();
      }
    }

    Placed end() {
      lookUp();
      return new Placed(images, extras, recur);
    }

    private void lookUp() {
      if (lot.isEmpty()) {
        return;
      }
      bounds.refuseLots(++lots);
      readSource();
      gather();
      lot.clear();
    }

    private void readSource() {
      Map<Id, List<Stray>> wanted = new HashMap<>();
      long earliest = Long.MAX_VALUE;
      for (Stray stray : lot) {
        wanted.computeIfAbsent(stray.print.id(), id -> new ArrayList<>()).add(stray);
        earliest = Math.min(earliest, stray.print.timestampMs());
      }
      PartitionLog source = sides.source();
      long bracket = Reads.bracket(source, sides.profile(), earliest, sourceEnd);
      Map.Entry<Long, Long> from =
          landmarks.readFrom(source, Math.max(bracket, mattersFrom), sourceEnd);
      long[] ordinal = {from.getValue()};
      Reads.each(
          source,
          from.getKey(),
          sourceEnd,
          record -> {
            found(wanted, sides.identity().of(record), ordinal[0]++);
            return true;
          });
    }

    private void found(Map<Id, List<Stray>> wanted, Fingerprint read, long ordinal) {
      for (Stray stray : wanted.getOrDefault(read.id(), List.of())) {
        recur |= stray.source != null;
        stray.source = read;
        stray.sourceOrdinal = ordinal;
      }
    }

    private void gather() {
      OpenRun run = null;
      for (Stray stray : lot) {
        if (stray.source == null) {
          addExtra(stray);
          continue;
        }
        long ordinal = stray.sourceOrdinal;
        if (run == null
            || !run.continuesAt(ordinal, stray.ordinal, bounds.runLength())
            || run.cutBy(cuts, stray.source, stray.print)) {
          close(run);
          run = new OpenRun(ordinal, stray.ordinal, stray.source, stray.print);
        }
        run.add(stray.source, stray.print);
      }
      close(run);
    }

    private void addExtra(Stray stray) {
      long offset = stray.print.offset();
      Extra last = extras.isEmpty() ? null : extras.get(extras.size() - 1);
      if (last != null && last.target() + last.length() == stray.ordinal) {
        extras.set(extras.size() - 1, last.longerBy(offset));
      } else {
        extras.add(new Extra(stray.ordinal, 1, offset, offset, true));
        bounds.refuseFragments(images.size() + extras.size());
      }
    }

    private void close(@Nullable OpenRun run) {
      if (run != null) {
        images.add(run.close());
        bounds.refuseFragments(images.size() + extras.size());
      }
    }
  }
}
