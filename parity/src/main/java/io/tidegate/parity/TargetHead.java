package io.tidegate.parity;

import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;

/**
 * What the target holds before the first image that a walk has found there. A replicator copies in
 * order: if that comes from before a missing record, the missing one has not expired.
 *
 * <pre>
 * source | .. 6 7 8 9 10[11 12 13
 * target |    6 7       [   12 13       6 and 7 have not expired, so 8 to 11 were lost
 * </pre>
 */
final class TargetHead {
  private final Sides sides;
  private final Bounds bounds;

  TargetHead(Sides sides, Bounds bounds) {
    this.sides = sides;
    this.bounds = bounds;
  }

  /**
   * Whether one of the K records right before the first image is one of the source's below an
   * offset. Reads the source where their times lead, up to that offset.
   */
  boolean holdsAnyBefore(Images images, long sourceOffset) {
    long first = images.runs().get(0).targetOffset();
    List<Fingerprint> head = sides.before(sides.target(), first, bounds.evidence());
    if (head.isEmpty()) {
      return false;
    }
    Set<Id> ids = head.stream().map(Fingerprint::id).collect(Collectors.toSet());
    long earliest = head.stream().mapToLong(Fingerprint::timestampMs).min().orElseThrow();
    boolean[] found = {false};
    Reads.each(
        sides.source(),
        Reads.bracket(sides.source(), sides.profile(), earliest, sourceOffset),
        sourceOffset,
        record -> {
          found[0] = ids.contains(sides.identity().of(record).id());
          return !found[0];
        });
    return found[0];
  }
}
