package io.tidegate.parity;

import java.time.Duration;

/**
 * What was counted, in records, whichever the verdict; offsets are never subtracted.
 *
 * @param suffixRead unread source records that were read
 * @param replay target records from the resume point on that were already read, or come twice
 * @param replaySpan newest minus oldest timestamp of those
 * @param skip unread, at or below the highest record that was copied (all when frozen), not there
 * @param pending unread, beyond the highest record that was copied
 * @param pendingAge the time of the check minus the oldest timestamp of those
 * @param awaited read, still to arrive on the target
 * @param aborted missing, and of a transaction that was aborted on the source
 * @param phantom on the target from the resume point on, of an aborted transaction of the source
 * @param foreign on the target from the resume point on, unknown to the source
 * @param reordered unread records first delivered after a later one
 * @param superseded missing because a cleaner removed them in favour of a later record
 */
public record Counts(
    long suffixRead,
    long replay,
    Duration replaySpan,
    long skip,
    long pending,
    Duration pendingAge,
    long awaited,
    long aborted,
    long phantom,
    long foreign,
    long reordered,
    long superseded) {

  public static final Counts NONE =
      new Counts(0, 0, Duration.ZERO, 0, 0, Duration.ZERO, 0, 0, 0, 0, 0, 0);
}
