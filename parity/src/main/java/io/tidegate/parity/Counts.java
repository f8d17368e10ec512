package io.tidegate.parity;

import java.time.Duration;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

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
 * @param pendingSince the oldest timestamp of what is pending; null where nothing is, or where only
 *     its age is known
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
    long superseded,
    @Nullable Instant pendingSince) {

  public static final Counts NONE =
      new Counts(0, 0, Duration.ZERO, 0, 0, Duration.ZERO, 0, 0, 0, 0, 0, 0);

  /** With the age of what is pending as it is. */
  public Counts(
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
    this(
        suffixRead,
        replay,
        replaySpan,
        skip,
        pending,
        pendingAge,
        awaited,
        aborted,
        phantom,
        foreign,
        reordered,
        superseded,
        null);
  }

  /** The same at the end of the whole check: what is pending has grown older since. */
  Counts at(Instant checkedAt) {
    return pendingSince == null ? this : withPending(pending, pendingSince, checkedAt);
  }

  /**
   * With other records pending.
   *
   * @param since their oldest timestamp, null for none
   */
  Counts withPending(long records, @Nullable Instant since, Instant now) {
    return new Counts(
        suffixRead,
        replay,
        replaySpan,
        skip,
        records,
        age(since, now),
        awaited,
        aborted,
        phantom,
        foreign,
        reordered,
        superseded,
        since);
  }

  /** With so many more skipped, and nothing pending: what is not there will not come. */
  Counts withLost(long records) {
    return new Counts(
        suffixRead,
        replay,
        replaySpan,
        skip + records,
        0,
        Duration.ZERO,
        awaited,
        aborted,
        phantom,
        foreign,
        reordered,
        superseded);
  }

  /** With other records that come again. */
  Counts withReplay(long records, Duration span) {
    return new Counts(
        suffixRead,
        records,
        span,
        skip,
        pending,
        pendingAge,
        awaited,
        aborted,
        phantom,
        foreign,
        reordered,
        superseded,
        pendingSince);
  }

  /** None where the clock of who wrote it is ahead. */
  private static Duration age(@Nullable Instant since, Instant now) {
    return since == null || now.isBefore(since) ? Duration.ZERO : Duration.between(since, now);
  }
}
