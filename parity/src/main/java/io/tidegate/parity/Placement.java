package io.tidegate.parity;

import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Where on the target a group resumes.
 *
 * @param target ordinal of T*
 * @param at the place of T*, null where it is the one after the last image
 * @param latest the place of T0, at or after T*
 * @param reordered unread records first delivered after a later one; more than 0: there is no T in
 *     order, and this is T0
 * @param late the first of {@code reordered}; null where there are none
 * @param again the first that is delivered from T* on and was read, or delivered, before; null for
 *     none
 * @param replayed what is delivered from T* on and read before or delivered again
 */
record Placement(
    long target,
    @Nullable Place at,
    @Nullable Place latest,
    long reordered,
    @Nullable Place late,
    @Nullable Place again,
    List<Piece> replayed) {

  /** A record of the target, as so many records into a run. */
  record Place(Run run, long inside) {
    long target() {
      return run.target() + inside;
    }

    /** Its offset; reads at most this one run of the target. */
    long offset(PartitionLog targetLog) {
      return offset(targetLog, run.targetOffset(), run.lastTargetOffset());
    }

    /** That of the source record of which it is the image; reads at most this one run of it. */
    long sourceOffset(PartitionLog sourceLog) {
      return offset(sourceLog, run.sourceOffset(), run.lastSourceOffset());
    }

    private long offset(PartitionLog log, long first, long last) {
      if (inside == 0) {
        return first;
      }
      long[] seen = {0};
      long[] found = {-1};
      Reads.each(
          log,
          first,
          last + 1,
          record -> {
            if (seen[0]++ == inside) {
              found[0] = record.offset();
            }
            return found[0] < 0;
          });
      if (found[0] < 0) {
        throw new LogUnavailable(log.name(), "records disappeared while it was read");
      }
      return found[0];
    }
  }

  /** A part of a run. */
  record Piece(Run run, long skip, long length) {}

  long replay() {
    return replayed.stream().mapToLong(Piece::length).sum();
  }

  /** Whether no read record has an image at or above T*. */
  boolean readRecordsBelow(long boundaryOrdinal) {
    return replayed.stream().allMatch(piece -> piece.run().source() >= boundaryOrdinal);
  }
}
