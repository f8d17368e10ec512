package io.tidegate.parity;

import java.time.Duration;
import java.util.List;

/** Computes a way back with the walk that the way forward uses. */
final class Return {
  private final WayBack.From from;
  private final Sides sides;
  private final Bounds bounds;

  Return(WayBack.From from, Sides sides, Bounds bounds) {
    this.from = from;
    this.sides = sides;
    this.bounds = bounds;
  }

  WayBack map() {
    WayBack.Freeze freeze = from.freeze();
    return freeze == null ? toTheEnds() : frozenAt(freeze);
  }

  /** Up to the freeze as ever, and beyond it what the producers wrote to the target. */
  private WayBack frozenAt(WayBack.Freeze freeze) {
    Sides until =
        new Sides(
            new CutLog(sides.source(), freeze.source()),
            new CutLog(sides.target(), freeze.target()),
            sides.identity());
    long committed = from.targetCommitted();
    WayBack.From read =
        new WayBack.From(from.anchor(), from.resume(), Math.min(committed, freeze.target()));
    WayBack before = new Return(read, until, bounds).toTheEnds();
    Beyond beyond = Beyond.of(freeze, committed, sides, bounds);
    boolean allRead =
        committed > freeze.target()
            && !Reads.any(sides.source(), before.position(), freeze.source());
    long wanted = allRead ? beyond.position() : before.position();
    long position = Math.max(wanted, sides.source().begin());
    long replay = allRead ? beyond.replay() : before.replay() + beyond.replay();
    Duration span =
        before.replaySpan().compareTo(beyond.replaySpan()) > 0
            ? before.replaySpan()
            : beyond.replaySpan();
    long stranded = before.stranded() + beyond.stranded();
    return new WayBack(
        position,
        replay,
        allRead ? beyond.replaySpan() : span,
        stranded,
        before.strandedUnread() + beyond.strandedUnread(),
        before.exact() && beyond.exact() && position == wanted,
        reason(position, replay, stranded) + WayBack.expiry(wanted, position));
  }

  private static String reason(long position, long replay, long stranded) {
    return "restore source offset "
        + position
        + ": "
        + Reasons.of(replay, "record comes", "records come")
        + " again, "
        + Reasons.of(stranded, "is", "are")
        + " on the target only";
  }

  private WayBack toTheEnds() {
    long targetEnd = sides.target().end();
    long sourceEnd = sides.source().end();
    long start = Start.back(sides.source(), from.anchor(), bounds.evidence());
    Walk.Cuts cuts = new Walk.Cuts(from.anchor(), Long.MAX_VALUE, from.targetCommitted());
    try (Walk walk = new Walk(sides, bounds, cuts, start, from.resume())) {
      walk.advance(sourceEnd, targetEnd);
      long boundary = walk.sourceLandmarks().ordinalAt(sides.source(), from.anchor(), sourceEnd);
      List<Run> delivered =
          walk.runs().stream()
              .filter(run -> run.targetOffset() < from.targetCommitted())
              .filter(run -> run.source() >= boundary)
              .toList();
      return mapped(delivered, boundary, walk.extras(), sourceEnd);
    } catch (NotProven e) {
      long most =
          Reads.count(sides.target(), from.resume(), Math.min(from.targetCommitted(), targetEnd));
      return WayBack.toAnchor(from.anchor(), sides.source().begin(), most, e.reason());
    }
  }

  private WayBack mapped(List<Run> delivered, long boundary, List<Extra> extras, long sourceEnd) {
    Spans covered = new Spans();
    delivered.forEach(run -> covered.add(run.source(), run.sourceEnd()));
    List<Spans.Span> gaps = covered.gaps(boundary, Long.MAX_VALUE);
    long first = gaps.get(0).start();
    List<Placement.Piece> again =
        delivered.stream()
            .filter(run -> run.sourceEnd() > first)
            .map(run -> new Placement.Piece(run, 0, run.length()))
            .toList();
    long mapped =
        delivered.stream()
            .filter(run -> run.sourceEnd() == first)
            .mapToLong(run -> run.lastSourceOffset() + 1)
            .findFirst()
            .orElse(from.anchor());
    long position = Math.max(mapped, sides.source().begin());
    boolean expired = position > mapped;
    long replay = covered.size() - (first - boundary);
    long stranded = extras.stream().mapToLong(Extra::length).sum();
    long unread = extras.stream().mapToLong(this::unread).sum();
    List<Extra> unsearched = extras.stream().filter(extra -> !extra.searched()).toList();
    boolean exact =
        !expired
            && (unsearched.isEmpty()
                || !new Twins(sides, bounds).anyOnSource(unsearched, 0, sourceEnd));
    Duration span = ReplaySpan.of(sides.source(), again);
    String reason = reason(position, replay, stranded) + WayBack.expiry(mapped, position);
    return new WayBack(position, replay, span, stranded, unread, exact, reason);
  }

  /** Of one stretch, the records at or beyond what the group has read. */
  private long unread(Extra extra) {
    long cut = from.targetCommitted();
    if (extra.lastOffset() < cut) {
      return 0;
    }
    return extra.offset() >= cut
        ? extra.length()
        : Reads.count(sides.target(), cut, extra.lastOffset() + 1);
  }
}
