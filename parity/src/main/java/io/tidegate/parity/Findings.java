package io.tidegate.parity;

import java.util.List;

/**
 * What one look came to, counted.
 *
 * @param reached where the replicator stands
 * @param extras target records without a source record near by, in target order
 * @param boundaryOrdinal the first unread source record
 * @param missing unread ordinals without an image that the replicator has passed; all of them when
 *     frozen
 */
record Findings(
    Images images,
    Reached reached,
    Tally tally,
    List<Extra> extras,
    long boundaryOrdinal,
    Placement place,
    List<Spans.Span> missing) {

  static Findings of(
      boolean frozen,
      Images images,
      Reached reached,
      Tally tally,
      List<Extra> extras,
      long boundaryOrdinal) {
    long end = images.highest().sourceEnd() + reached.passed();
    List<Spans.Span> missing = images.missing(frozen ? end + tally.all() : end);
    return new Findings(images, reached, tally, extras, boundaryOrdinal, images.place(), missing);
  }

  Findings with(Tally other) {
    return new Findings(images, reached, other, extras, boundaryOrdinal, place, missing);
  }

  /**
   * Whether the last record copied is the highest that was, be it an image or of what was aborted.
   */
  boolean settled() {
    return !reached.goingBack() && (images.settled() || reached.beyond(images.highest()));
  }

  /** Unread source records that were read: those passed, and those still to come. */
  long unreadSeen() {
    long end = images.highest().sourceEnd() + reached.passed();
    return Math.max(0, end - boundaryOrdinal) + tally.pending() + tally.fresh();
  }

  /** Stretches of the target from T* on without a source record near by. */
  List<Extra> beyond() {
    return extras.stream().filter(extra -> extra.target() >= place.target()).toList();
  }

  /** Whether the answer could change if a record without a place near by had one elsewhere. */
  boolean extrasMatter() {
    return !unsearched().isEmpty()
        && (!beyond().isEmpty() || tally.all() > 0 || !missing.isEmpty() || place.reordered() > 0);
  }

  /**
   * Source records below this offset change nothing if the target turns out to hold them below T*:
   * they are read, and a higher one was copied.
   */
  long mattersFrom(long boundary) {
    return beyond().isEmpty() ? Math.min(boundary, images.highest().lastSourceOffset() + 1) : 0;
  }

  List<Extra> unsearched() {
    return extras.stream().filter(extra -> !extra.searched()).toList();
  }
}
