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

  private @Nullable Start start;
  private @Nullable Walk walk;
  private @Nullable Long boundaryOrdinal;
  private boolean wentOn;

  Course(Question question, Sides sides, Bounds bounds, Walk.Cuts cuts) {
    this.question = question;
    this.sides = sides;
    this.bounds = bounds;
    this.cuts = cuts;
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

  /** Whether it has an earlier, proven one behind it. */
  boolean wentOn() {
    return wentOn;
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
    return found == null ? null : restart(found.refuting(found.refuted() + refuted));
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
    wentOn = false;
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
