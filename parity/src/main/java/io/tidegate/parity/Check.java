package io.tidegate.parity;

import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * One question asked of two logs, again and again until the pipe has settled or the time is up.
 *
 * <pre>
 * source | ...... S ........... C ..... D      S committed, C the end captured then, D the end now
 * target | ...... T ................. E        E is taken before D: all below E came from below D
 * </pre>
 *
 * S and C stay the same over all looks; E and D move on.
 */
final class Check implements AutoCloseable {
  private final Question question;
  private final Sides sides;
  private final Bounds bounds;
  private final long boundary;
  private final long captured;
  private final Twins twins;

  private @Nullable Start start;
  private @Nullable Walk walk;
  private @Nullable Long boundaryOrdinal;
  private long sourceEnd;
  private long targetEnd;
  private boolean targetEndHeld;
  private boolean wentOn;

  Check(Question question, Sides sides, Bounds bounds, long boundary, long captured) {
    this.question = question;
    this.sides = sides;
    this.bounds = bounds;
    this.boundary = boundary;
    this.captured = captured;
    this.twins = new Twins(sides, bounds);
  }

  Row run(Patience patience, InstantSource clock) {
    Row row = look(patience.over(), clock);
    while (row == null) {
      row = look(!patience.waited(), clock);
    }
    return row;
  }

  /** One look at both logs; null where waiting may help and there is time. */
  private @Nullable Row look(boolean last, InstantSource clock) {
    if (!targetEndHeld) {
      targetEnd = sides.target().end();
    }
    sourceEnd = sides.source().end();
    Walk going = walk == null ? startWalk(last) : walk;
    if (going == null) {
      return last
          ? new Unanchored(question, sides, bounds, boundary, captured)
              .row(targetEnd, sourceEnd, clock)
          : null;
    }
    going.advance(sourceEnd, targetEnd);
    if (going.runs().isEmpty()) {
      throw new NotProven("the anchor was lost while it was read; check again");
    }
    Images images = new Images(going.runs(), boundaryOrdinal(going));
    boolean reached = !Reads.any(sides.source(), images.highest().lastSourceOffset() + 1, captured);
    if (!last && !(images.settled() && reached)) {
      targetEndHeld = false;
      return null;
    }
    return judge(going, images, last, clock);
  }

  private @Nullable Row judge(Walk going, Images images, boolean last, InstantSource clock) {
    Start from = started();
    Tally tally =
        Tally.of(
            sides.source(), images.highest().lastSourceOffset() + 1, boundary, captured, sourceEnd);
    Findings findings =
        Findings.of(question, images, tally, going.extras(), boundaryOrdinal(going));
    long earlier = new LookBack(question, sides, wentOn).from(findings, from, boundary, targetEnd);
    if (earlier < from.targetOffset()) {
      restart(from.lookingBackTo(earlier));
      return look(last, clock);
    }
    Doubts doubts = doubts(findings, images, from);
    if (!last && doubts.mayPass()) {
      targetEndHeld = doubts.undecided();
      return null;
    }
    Row row =
        new Verdicts(question, sides, findings, from, doubts)
            .row(boundary, sourceEnd, targetEnd, clock.instant());
    return row.withProven(handOn(row, going, from));
  }

  /** Only what a position rests on is handed on, and only where no cleaner changes it. */
  private @Nullable ProvenRange handOn(Row row, Walk going, Start from) {
    Frame frame = question.frame();
    boolean kept = row.resume() != null && !frame.sourceCompacts() && !frame.targetCompacts();
    return kept ? Handover.of(going, from, sides.profile(), question.isolation(), bounds) : null;
  }

  private Doubts doubts(Findings findings, Images images, Start from) {
    boolean frozen = question.terms().frozen();
    boolean undecided = findings.extraBeyond() > 0 && transactionOpen();
    boolean tailRecurs = !frozen && twins.recurs(images.last().lastSourceOffset());
    boolean missingRepeats =
        !tailRecurs
            && !findings.missing().isEmpty()
            && twins.missingRepeats(findings, from, boundary, sourceEnd, targetEnd);
    boolean abortedAhead =
        !frozen && twins.abortedAhead(images.highest().lastSourceOffset() + 1, captured);
    boolean outOfPlace =
        findings.extrasMatter()
            && twins.anyOnSource(findings.unsearched(), findings.mattersFrom(boundary), sourceEnd);
    return new Doubts(undecided, tailRecurs || missingRepeats, abortedAhead, outOfPlace);
  }

  private boolean transactionOpen() {
    return question.isolation() == Isolation.READ_COMMITTED
        && sides.source().at(Isolation.READ_UNCOMMITTED).end() > sourceEnd;
  }

  private @Nullable Walk startWalk(boolean last) {
    List<Hint> hints = new ArrayList<>(question.hints());
    int refuted = 0;
    if (question.proven() != null) {
      Earlier earlier = new Earlier(question.proven(), question, sides, bounds);
      Walk going = earlier.walk(cuts(), targetEnd);
      if (going != null) {
        start = earlier.start();
        walk = going;
        wentOn = true;
        return going;
      }
      hints.addAll(earlier.hints());
      refuted = earlier.refuted() ? 1 : 0;
    }
    boolean keepsOffsets = question.terms().keepsOffsets();
    Start found =
        new Anchors(sides, bounds).near(hints, keepsOffsets, boundary, sourceEnd, targetEnd);
    if (found == null && last) {
      found = atTheEdges(new Edges(sides, bounds));
    }
    return found == null ? null : restart(found.refuting(found.refuted() + refuted));
  }

  private @Nullable Start atTheEdges(Edges edges) {
    Start found = edges.head(sourceEnd, targetEnd);
    if (found == null && question.terms().frozen()) {
      found = edges.tail(boundary, sourceEnd, targetEnd);
    }
    return found == null ? edges.lastCopied(boundary, sourceEnd, targetEnd) : found;
  }

  private Walk restart(Start from) {
    close();
    start = from;
    wentOn = false;
    boundaryOrdinal = null;
    Walk fresh = new Walk(sides, bounds, cuts(), from.sourceOffset(), from.targetOffset());
    walk = fresh;
    return fresh;
  }

  private Walk.Cuts cuts() {
    return new Walk.Cuts(boundary, captured, Long.MAX_VALUE);
  }

  private Start started() {
    if (start == null) {
      throw new IllegalStateException("no walk was started");
    }
    return start;
  }

  private long boundaryOrdinal(Walk going) {
    if (boundaryOrdinal == null) {
      boundaryOrdinal = going.sourceLandmarks().ordinalAt(sides.source(), boundary, sourceEnd);
    }
    return boundaryOrdinal;
  }

  @Override
  public void close() {
    if (walk != null) {
      walk.close();
      walk = null;
    }
  }
}
