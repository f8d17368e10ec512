package io.tidegate.parity;

import java.time.Duration;

/**
 * Where on the source a group resumes that is rolled back. Always a position.
 *
 * @param position source offset to restore
 * @param replay records from there on that the group has already read on the target
 * @param replaySpan newest minus oldest timestamp of those
 * @param stranded target records from T* on that the source does not hold
 * @param strandedUnread those of them that the rolled-back group has not read
 * @param bounded false where the position is the rollback anchor itself because nothing better
 *     could be proven: then {@code replay} is an upper bound
 * @param reason one plain sentence
 */
public record WayBack(
    long position,
    long replay,
    Duration replaySpan,
    long stranded,
    long strandedUnread,
    boolean bounded,
    String reason) {

  /**
   * What was moved, and how far the group has come since.
   *
   * @param anchor the rollback anchor: the source position that was resolved
   * @param resume T*: the target position that it was resolved to
   * @param targetCommitted T_r: where the group stands on the target now
   */
  public record From(long anchor, long resume, long targetCommitted) {
    public From {
      if (anchor < 0 || resume < 0 || targetCommitted < 0) {
        throw new IllegalArgumentException(
            "way back from " + anchor + ", " + resume + ", " + targetCommitted + ": 0 or more");
      }
    }
  }

  /** Maps the target's position back. Reads both logs between the positions. */
  public static WayBack of(From from, Profile profile, PartitionLog source, PartitionLog target) {
    return new WayBack(
        from.anchor(), 0, Duration.ZERO, 0, 0, false, "not built yet" + profile + source + target);
  }
}
