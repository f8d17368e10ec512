package io.tidegate.parity;

import java.time.Duration;
import org.jspecify.annotations.Nullable;

/**
 * Where on the source a group resumes that is rolled back. Always a position.
 *
 * <pre>
 * source | . R . . . . p . . . .        R = rollback anchor, p = first record from R on that the
 * target | . T* . . . . . . x T_r . x       target did not deliver; x = on the target only: stranded
 * </pre>
 *
 * A record that was lost after the switch is read again from the source; copies sent again beyond
 * T_r do not pull the position back.
 *
 * @param position source offset to restore: records are lost at no offset at or after it
 * @param replay source records from there on that the group has already read on the target
 * @param replaySpan newest minus oldest timestamp of those
 * @param stranded target records from T* on that the source does not hold
 * @param strandedUnread those of them that the rolled-back group has not read
 * @param exact whether the counts are exact; else they are upper bounds, and the position may be
 *     the anchor itself
 * @param reason one plain sentence
 */
public record WayBack(
    long position,
    long replay,
    Duration replaySpan,
    long stranded,
    long strandedUnread,
    boolean exact,
    String reason) {

  /**
   * What was moved, and how far the group has come since.
   *
   * @param anchor the rollback anchor: the source position that was resolved
   * @param resume T*: the target position that it was resolved to
   * @param targetCommitted T_r: where the group stands on the target now
   * @param freeze where both logs ended when the producers moved; null while they write to the
   *     source
   */
  public record From(long anchor, long resume, long targetCommitted, @Nullable Freeze freeze) {

    /** While the producers write to the source. */
    public From(long anchor, long resume, long targetCommitted) {
      this(anchor, resume, targetCommitted, null);
    }

    public From {
      if (anchor < 0 || resume < 0 || targetCommitted < 0) {
        throw new IllegalArgumentException(
            "way back from " + anchor + ", " + resume + ", " + targetCommitted + ": 0 or more");
      }
    }
  }

  /**
   * Whether the target delivered each source record before {@link #position} and none after it, and
   * holds nothing else from T* on. Then the position and the target's commit are themselves such a
   * pair as R and T*: a later mapping that starts from them and is clean again finds the same as
   * one from R and T*, and reads only what has come since.
   */
  public boolean isClean() {
    return exact && replay == 0 && stranded == 0;
  }

  /**
   * The ends of both logs, proven equal to the tail, when the producers moved: what the target
   * holds from there on was written there.
   *
   * @param source E_s
   * @param target E_t
   */
  public record Freeze(long source, long target) {
    public Freeze {
      if (source < 0 || target < 0) {
        throw new IllegalArgumentException("freeze at " + source + ", " + target + ": 0 or more");
      }
    }
  }

  /**
   * Maps the target's position back. Reads the target from T* and the source from the anchor to
   * their ends. After the producers have moved it needs the freeze anchor: then what they wrote is
   * stranded, unless a reverse flow has brought it to the source.
   *
   * @throws LogUnavailable if a log cannot be read: go back to the anchor, or to the last position
   *     mapped before
   */
  public static WayBack of(From from, Profile profile, PartitionLog source, PartitionLog target) {
    return new Return(from, new Sides(source, target, new Identity(profile)), Bounds.DEFAULT).map();
  }

  /**
   * The anchor itself, where the target cannot be read any more; where the source has expired it,
   * the source's begin.
   *
   * @param begin of the source's log
   * @param replayAtMost what the group may have read on the target since, as last known
   */
  public static WayBack toAnchor(long anchor, long begin, long replayAtMost, String why) {
    long position = Math.max(anchor, begin);
    return new WayBack(
        position,
        replayAtMost,
        Duration.ZERO,
        0,
        0,
        false,
        why + "; back to the rollback anchor " + anchor + expiry(anchor, position));
  }

  /** What to add where the source no longer holds the wanted position. */
  static String expiry(long wanted, long position) {
    return wanted == position
        ? ""
        : "; EXPIRED_SOURCE: offset " + wanted + " is gone, the log begins at " + position;
  }
}
