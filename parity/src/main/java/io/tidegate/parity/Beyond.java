package io.tidegate.parity;

import java.time.Duration;
import java.util.List;

/**
 * What was written to the target after the freeze, and what of it a reverse flow has brought to the
 * source.
 *
 * <pre>
 * source | . . E_s] a b c           copies of a b c, brought back
 * target | . . E_t] a b c d e       a b read: go on at c; d e are stranded, and unread
 *                       ^ T_r
 * </pre>
 *
 * @param position the first source offset from E_s on that is no copy of what was read; E_s where
 *     nothing was brought back
 * @param replay source records after that which were read
 * @param exact whether the counts are exact; else they are upper bounds
 */
record Beyond(
    long position,
    long replay,
    Duration replaySpan,
    long stranded,
    long strandedUnread,
    boolean exact) {

  static Beyond of(WayBack.Freeze freeze, long targetCommitted, Sides sides, Bounds bounds) {
    long sourceEnd = sides.source().end();
    long targetEnd = sides.target().end();
    long read = Math.max(freeze.target(), Math.min(targetCommitted, targetEnd));
    if (!Reads.any(sides.source(), freeze.source(), sourceEnd)) {
      return nothingBroughtBack(freeze, read, sides.target(), targetEnd, true);
    }
    // The other way round: the target is where these records come from.
    Sides back = sides.reversed();
    Walk.Cuts cuts = new Walk.Cuts(read, Long.MAX_VALUE, Long.MAX_VALUE);
    try (Walk walk = new Walk(back, bounds, cuts, freeze.target(), freeze.source())) {
      walk.advance(/* sourceEnd= */ targetEnd, /* targetEnd= */ sourceEnd);
      return broughtBack(freeze, read, sides, walk.runs(), targetEnd);
    } catch (NotProven e) {
      return nothingBroughtBack(freeze, read, sides.target(), targetEnd, false);
    }
  }

  private static Beyond nothingBroughtBack(
      WayBack.Freeze freeze, long read, PartitionLog target, long targetEnd, boolean exact) {
    return new Beyond(
        freeze.source(),
        0,
        Duration.ZERO,
        Reads.count(target, freeze.target(), targetEnd),
        Reads.count(target, read, targetEnd),
        exact);
  }

  /** In these runs "source" is the target of the migration, and "target" its source. */
  private static Beyond broughtBack(
      WayBack.Freeze freeze, long read, Sides sides, List<Run> runs, long targetEnd) {
    Spans copied = new Spans();
    Spans copiedUnread = new Spans();
    Spans alreadyRead = new Spans();
    for (Run run : runs) {
      boolean wasRead = run.sourceOffset() < read;
      // Only what was written after the freeze counts: a walk may be led to before its start.
      long from = Math.max(0, -run.source());
      if (run.sourceOffset() >= freeze.target() && from < run.length()) {
        copied.add(run.source() + from, run.sourceEnd());
        if (!wasRead) {
          copiedUnread.add(run.source() + from, run.sourceEnd());
        }
      }
      if (wasRead) {
        alreadyRead.add(run.target(), run.targetEnd());
      }
    }
    long gap = alreadyRead.gaps(0, Long.MAX_VALUE).get(0).start();
    long position =
        runs.stream()
            .filter(run -> run.sourceOffset() < read && run.targetEnd() == gap)
            .mapToLong(run -> run.lastTargetOffset() + 1)
            .max()
            .orElse(freeze.source());
    List<Run> again =
        runs.stream().filter(run -> run.sourceOffset() < read && run.target() >= gap).toList();
    long replay = again.stream().mapToLong(Run::length).sum();
    PartitionLog target = sides.target();
    return new Beyond(
        position,
        replay,
        span(again, sides.source()),
        Reads.count(target, freeze.target(), targetEnd) - copied.size(),
        Reads.count(target, read, targetEnd) - copiedUnread.size(),
        true);
  }

  private static Duration span(List<Run> again, PartitionLog source) {
    TimeSpan span = new TimeSpan();
    for (Run run : again) {
      Reads.each(
          source,
          run.targetOffset(),
          run.lastTargetOffset() + 1,
          record -> {
            span.met(record);
            return true;
          });
    }
    return span.length();
  }
}
