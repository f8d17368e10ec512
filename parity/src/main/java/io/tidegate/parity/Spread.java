package io.tidegate.parity;

import java.time.Duration;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * How the unread records of a topic lie over the partitions of its target.
 *
 * @param skip unread, at or below the highest of its partition that was copied (all when frozen),
 *     on no target partition, and not aborted
 * @param pending unread below the captured end, beyond the highest that was copied
 * @param oldestPendingMs null where nothing is pending
 * @param awaited read, still to arrive; at least so many
 * @param aborted missing, and of an aborted transaction
 * @param open on the target, of a transaction that is open: they are not unread yet, but will be
 * @param replaySpan newest minus oldest source timestamp of all that comes again
 */
record Spread(
    List<Place> places,
    long skip,
    long pending,
    @Nullable Long oldestPendingMs,
    long awaited,
    long aborted,
    long open,
    Duration replaySpan) {

  /**
   * One target partition.
   *
   * @param resume its first offset that holds an unread record; its end where none does
   * @param end where it was read to
   * @param unread records that are unread, each counted once
   * @param readAgain records from there on that the group has read
   * @param twice records that are unread and on the target already
   */
  record Place(
      RepartitionedTopic.Target target,
      long resume,
      long end,
      long unread,
      long readAgain,
      long twice,
      long phantom,
      long foreign) {

    long replay() {
      return readAgain + twice;
    }
  }

  /** Whether waiting may help. */
  boolean toCome() {
    return awaited > 0 || pending > 0 || open > 0;
  }

  /** Where the target's partitions were read to. */
  List<Long> targetEnds() {
    return places.stream().map(Place::end).toList();
  }
}
