package io.tidegate.parity;

import java.time.Duration;
import org.jspecify.annotations.Nullable;

/**
 * What an owner declared about a check.
 *
 * @param uncommitted for a partition without a committed offset
 * @param outOfRange for an offset beyond the source's log
 * @param resumeAtBegin for an offset before the source's log: resume at the image of its begin; for
 *     unread records that the target has lost at its begin: resume at that begin, or behind what
 *     stands there and is not unread. Else fail
 * @param frozen nobody writes to the source and no replicator to the target any more
 * @param settle how long a replicator may take to deliver what was there when the check began
 * @param suffixRecords unread records to read at most; null reads all of them
 * @param keepsOffsets the replication tool is declared to give every record the offset it has on
 *     the source
 */
public record Terms(
    Reset uncommitted,
    Reset outOfRange,
    boolean resumeAtBegin,
    boolean frozen,
    Duration settle,
    @Nullable Long suffixRecords,
    boolean keepsOffsets) {

  public Terms {
    if (settle.isNegative()) {
      throw new IllegalArgumentException("settle " + settle + ": PT0S or more");
    }
    if (suffixRecords != null && suffixRecords < 1) {
      throw new IllegalArgumentException("suffixRecords " + suffixRecords + ": 1 or more");
    }
  }

  /** Policies fail, not frozen, 30 s to settle, no cut, offsets not kept. */
  public static Terms strict() {
    return new Terms(Reset.FAIL, Reset.FAIL, false, false, Duration.ofSeconds(30), null, false);
  }

  public Terms withUncommitted(Reset policy) {
    return new Terms(
        policy, outOfRange, resumeAtBegin, frozen, settle, suffixRecords, keepsOffsets);
  }

  public Terms withOutOfRange(Reset policy) {
    return new Terms(
        uncommitted, policy, resumeAtBegin, frozen, settle, suffixRecords, keepsOffsets);
  }

  public Terms withResumeAtBegin(boolean declared) {
    return new Terms(
        uncommitted, outOfRange, declared, frozen, settle, suffixRecords, keepsOffsets);
  }

  public Terms withFrozen(boolean isFrozen) {
    return new Terms(
        uncommitted, outOfRange, resumeAtBegin, isFrozen, settle, suffixRecords, keepsOffsets);
  }

  public Terms withSettle(Duration atMost) {
    return new Terms(
        uncommitted, outOfRange, resumeAtBegin, frozen, atMost, suffixRecords, keepsOffsets);
  }

  public Terms withSuffixRecords(@Nullable Long atMost) {
    return new Terms(uncommitted, outOfRange, resumeAtBegin, frozen, settle, atMost, keepsOffsets);
  }

  public Terms withKeepsOffsets(boolean declared) {
    return new Terms(
        uncommitted, outOfRange, resumeAtBegin, frozen, settle, suffixRecords, declared);
  }
}
