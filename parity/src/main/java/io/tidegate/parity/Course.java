package io.tidegate.parity;

import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** The walk of one check: where it began, and what it has behind it. */
final class Course implements AutoCloseable {
  private final Question question;
  private final Sides sides;
  private final Bounds bounds;
  private final Walk.Cuts cuts;

  private final @Nullable Walked walked;

  private @Nullable Start start;
  private @Nullable Start own;
  private @Nullable Walk walk;
  private @Nullable Long boundaryOrdinal;
  private boolean wentOn;
  private boolean tookUp;
  private boolean leftIt;

  /**
   * For one check.
   *
   * @param walked what another check of the same partition went along just now; null for nothing
   */
  Course(Question question, Sides sides, Bounds bounds, Walk.Cuts cuts, @Nullable Walked walked) {
    this.question = question;
    this.sides = sides;
    this.bounds = bounds;
    this.cuts = cuts;
    this.walked = walked;
  }

  /** Walks on to these ends; null while there is no place to begin from. */
  @Nullable Walk advance(boolean last, long sourceEnd, long targetEnd) {
    Walk going = walk == null ? begin(last, sourceEnd, targetEnd) : walk;
    if (going == null) {
      return null;
    }
    going.advance(sourceEnd, targetEnd);
    if (going.runs().isEmpty()) {
      throw new NotProven("the anchor was lost while it was read; check again");
    }
    return going;
  }

  Start start() {
    if (start == null) {
      throw new IllegalStateException("no walk was started");
    }
    return start;
  }

  /** Where it would have begun without what another check walked; else {@link #start}. */
  Start own() {
    return own == null ? start() : own;
  }

  /** Whether it has an earlier, proven one behind it. */
  boolean wentOn() {
    return wentOn;
  }

  /** Whether it has behind it what another check of the same time walked. */
  boolean tookUp() {
    return tookUp;
  }

  /** Whether it had that, and began anew from a place that it would not have come to alone. */
  boolean leftIt() {
    return leftIt;
  }

  /** What others may take up; null for nothing. */
  @Nullable Walked walked(long sourceEnd) {
    return walk == null ? null : Walked.of(walk, start(), question, cuts.captured(), sourceEnd);
  }

  /** The number of the first unread record, counted from where the walk began. */
  long boundaryOrdinal(Walk going, long sourceEnd) {
    if (boundaryOrdinal == null) {
      boundaryOrdinal =
          going.sourceLandmarks().ordinalAt(sides.source(), cuts.boundary(), sourceEnd);
    }
    return boundaryOrdinal;
  }

  private @Nullable Walk begin(boolean last, long sourceEnd, long targetEnd) {
    List<Hint> hints = new ArrayList<>(question.hints());
    int refuted = 0;
    if (question.proven() != null) {
      Earlier earlier = new Earlier(question.proven(), question, sides, bounds);
      Walk going = earlier.walk(cuts, targetEnd);
      if (going != null) {
        start = earlier.start();
        walk = going;
        wentOn = true;
        return going;
      }
      hints.addAll(earlier.hints());
      refuted = earlier.refuted() ? 1 : 0;
    }
    Start found =
        new Anchors(sides, bounds)
            .near(hints, question.terms().keepsOffsets(), cuts.boundary(), sourceEnd, targetEnd);
    if (found == null && last) {
      found = atTheEdges(new Edges(sides, bounds), sourceEnd, targetEnd);
    }
    if (found == null) {
      return null;
    }
    Start from = found.refuting(found.refuted() + refuted);
    return walked != null && walked.holds(from, sides, sourceEnd, targetEnd)
        ? takeUp(walked, from)
        : restart(from);
  }

  /** As if it had begun where the other did, for the reason that it has itself. */
  private Walk takeUp(Walked before, Start from) {
    start = from.at(before.sourceFrom(), before.targetFrom());
    own = from;
    tookUp = true;
    Walk going = Walk.takenUp(sides, bounds, cuts, before);
    walk = going;
    return going;
  }

  private @Nullable Start atTheEdges(Edges edges, long sourceEnd, long targetEnd) {
    Start found = edges.head(sourceEnd, targetEnd);
    if (found == null && question.terms().frozen()) {
      found = edges.tail(cuts.boundary(), sourceEnd, targetEnd);
    }
    return found == null ? edges.lastCopied(cuts.boundary(), sourceEnd, targetEnd) : found;
  }

  /** Begins anew from another place. */
  Walk restart(Start from) {
    close();
    start = from;
    own = null;
    wentOn = false;
    leftIt |= tookUp;
    tookUp = false;
    boundaryOrdinal = null;
    Walk fresh = new Walk(sides, bounds, cuts, from.sourceOffset(), from.targetOffset());
    walk = fresh;
    return fresh;
  }

  /** Holds no records as they were read while it waits. */
  void rest() {
    if (walk != null) {
      walk.rest();
    }
  }

  @Override
  public void close() {
    if (walk != null) {
      walk.close();
      walk = null;
    }
  }
}
