package io.tidegate.workflows.activity;

import io.temporal.activity.ActivityInterface;

/**
 * The way back, on queue {@link io.tidegate.workflows.Queues#undo()} with slots of its own, so that
 * a rollback never waits. Every undo is idempotent and does nothing, successfully, where there is
 * nothing to undo.
 */
@ActivityInterface
public interface UndoActivities {

  /**
   * Asks the unit's switch to stop its consumers on the target and waits until the target groups
   * are EMPTY.
   */
  Done stopTarget(Call call);

  /**
   * Maps what the target groups committed back to source positions and writes those to the source
   * groups, which are EMPTY. A group that committed nothing on the target returns to its rollback
   * anchor.
   */
  MappedBack mapBack(Call call);

  /** Gives the target groups the offsets they had before the seed, or none where they had none. */
  Done restoreTarget(Call call);

  /**
   * Asks the unit's switch to start its consumers on the source and waits until they hold their
   * assignment.
   */
  Done startSource(Call call);

  /**
   * The way back of one unit in counts.
   *
   * @param evidence digest of every mapped position with its replay and stranded counts
   * @param replayBound records of the source that may be delivered again, at most
   * @param stranded records on the target that have no image on the source
   */
  record MappedBack(String key, String evidence, long replayBound, long stranded, String note)
      implements Echo {}
}
