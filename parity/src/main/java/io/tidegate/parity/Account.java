package io.tidegate.parity;

/**
 * What was found, with everything that has no counterpart told apart.
 *
 * @param nothingToCome frozen, and no unread record is or should be on the target
 */
record Account(Findings findings, Losses losses, Origins.Split extras, boolean nothingToCome) {

  /** Target offset of T*. */
  long resumeOffset(PartitionLog target, long targetEnd) {
    if (nothingToCome) {
      return targetEnd;
    }
    Placement.Place at = findings.place().at();
    if (at != null) {
      return at.offset(target);
    }
    Long after = extras.after();
    return after == null ? findings.images().last().lastTargetOffset() + 1 : after;
  }

  long replay() {
    return nothingToCome ? 0 : findings.place().replay() + extras.replayed();
  }

  /** Target records from T* on that the application must not see. */
  long strange() {
    return extras.phantom() + extras.foreign();
  }

  /** Unread, aborted on the source, and left out by the replicator. */
  long aborted() {
    return losses.aborted() + findings.tally().aborted();
  }

  /** Removed by a cleaner on either side. */
  long superseded() {
    return losses.superseded() + extras.superseded();
  }

  long reordered() {
    return findings.place().reordered();
  }
}
