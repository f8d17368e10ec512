package io.tidegate.parity;

import java.util.List;

/**
 * What one look came to, counted.
 *
 * @param boundaryOrdinal the first unread source record
 * @param missing unread ordinals without an image, at or below the highest that has one; all of
 *     them when frozen
 * @param extraBeyond target records from T* on without a source record near by
 */
record Findings(
    Images images,
    Tally tally,
    List<Extra> extras,
    long boundaryOrdinal,
    Placement place,
    List<Spans.Span> missing,
    long extraBeyond) {

  static Findings of(
      Question question, Images images, Tally tally, List<Extra> extras, long boundaryOrdinal) {
    long end = images.highest().sourceEnd();
    boolean frozen = question.terms().frozen();
    List<Spans.Span> missing = images.missing(frozen ? end + tally.all() : end);
    Placement place = images.place();
    boolean atEnd = frozen && !images.anyUnread() && missing.isEmpty();
    long extra =
        atEnd
            ? 0
            : extras.stream()
                .filter(some -> some.target() >= place.target())
                .mapToLong(Extra::length)
                .sum();
    return new Findings(images, tally, extras, boundaryOrdinal, place, missing, extra);
  }

  long missingRecords() {
    return missing.stream().mapToLong(Spans.Span::length).sum();
  }

  /** Whether the answer could change if a record without a place near by had one elsewhere. */
  boolean extrasMatter() {
    return !unsearched().isEmpty()
        && (extraBeyond > 0 || tally.all() > 0 || !missing.isEmpty() || place.reordered() > 0);
  }

  /**
   * Source records below this offset change nothing if the target turns out to hold them below T*:
   * they are read, and a higher one was copied.
   */
  long mattersFrom(long boundary) {
    return extraBeyond > 0 ? 0 : Math.min(boundary, images.highest().lastSourceOffset() + 1);
  }

  List<Extra> unsearched() {
    return extras.stream().filter(extra -> !extra.searched()).toList();
  }
}
