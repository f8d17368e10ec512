package io.tidegate.parity;

import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Turns where a walk stands into numbers that a caller may store, and back. */
final class Handover {
  private Handover() {}

  /** What the walk has decided for good; null where it is in too many pieces to hand on. */
  static @Nullable ProvenRange of(
      Walk walk, Start start, Profile profile, Isolation isolation, Frame frame, Bounds bounds) {
    Standing at = walk.standing();
    List<ProvenRange.Stretch> stretches =
        joined(at.runs(), bounds.runLength()).stream().map(Handover::stretch).toList();
    List<ProvenRange.Strangers> strangers =
        at.extras().stream()
            .map(
                extra ->
                    new ProvenRange.Strangers(
                        extra.target(), extra.length(), extra.offset(), extra.lastOffset()))
            .toList();
    boolean beforeItsStart = at.a() < 0 || at.aOffset() < start.sourceOffset();
    if (beforeItsStart
        || stretches.isEmpty()
        || stretches.size() + strangers.size() > ProvenRange.MOST) {
      return null;
    }
    return new ProvenRange(
        frame.sourceId(),
        frame.targetId(),
        profile(profile, isolation),
        start.sourceOffset(),
        at.aOffset(),
        at.a(),
        start.targetOffset(),
        at.bOffset(),
        at.b(),
        stretches,
        strangers);
  }

  /** A range counts the records that its isolation shows, and does not care for headers. */
  static Profile profile(Profile profile, Isolation isolation) {
    return new Profile(
        profile.timestamp(), profile.ignoredHeaders(), profile.maskSchemaId(), isolation);
  }

  /** Cuts of earlier boundaries heal, so that pieces do not grow in number with every check. */
  private static List<Run> joined(List<Run> runs, int longest) {
    List<Run> joined = new ArrayList<>();
    for (Run run : runs) {
      Run last = joined.isEmpty() ? null : joined.get(joined.size() - 1);
      if (last != null
          && last.sourceEnd() == run.source()
          && last.targetEnd() == run.target()
          && last.length() + run.length() <= longest) {
        joined.set(joined.size() - 1, last.joinedWith(run));
      } else {
        joined.add(run);
      }
    }
    return joined;
  }

  /** A run lies on one side of the boundary: cuts one that does not, and reads it up to there. */
  static List<Run> cutAt(long boundary, Run run, Sides sides) {
    if (boundary <= run.sourceOffset() || boundary > run.lastSourceOffset()) {
      return List.of(run);
    }
    long[] before = {0, 0};
    Reads.each(
        sides.source(),
        run.sourceOffset(),
        boundary,
        record -> {
          before[0]++;
          before[1] = record.offset();
          return true;
        });
    long[] target = {0, 0, 0};
    Reads.each(
        sides.target(),
        run.targetOffset(),
        run.lastTargetOffset() + 1,
        record -> {
          target[1] = target[2];
          target[2] = record.offset();
          return target[0]++ < before[0];
        });
    if (before[0] == 0 || before[0] >= run.length() || target[0] <= before[0]) {
      throw new LogUnavailable(sides.source().name(), "records disappeared since they were proven");
    }
    LogRecord next = Reads.first(sides.source(), boundary, run.lastSourceOffset() + 1, 1).get(0);
    return List.of(
        run.upTo(before[0], before[1], target[1]), run.from(before[0], next.offset(), target[2]));
  }

  static Run run(ProvenRange.Stretch stretch) {
    return new Run(
        stretch.source(),
        stretch.target(),
        stretch.length(),
        stretch.sourceOffset(),
        stretch.targetOffset(),
        stretch.lastSourceOffset(),
        stretch.lastTargetOffset());
  }

  private static ProvenRange.Stretch stretch(Run run) {
    return new ProvenRange.Stretch(
        run.source(),
        run.target(),
        run.length(),
        run.sourceOffset(),
        run.targetOffset(),
        run.lastSourceOffset(),
        run.lastTargetOffset());
  }

  static Extra extra(ProvenRange.Strangers strangers) {
    return new Extra(
        strangers.target(), strangers.length(), strangers.offset(), strangers.lastOffset(), false);
  }
}
