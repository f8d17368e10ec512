package io.tidegate.workflows.activity;

import io.temporal.activity.ActivityInterface;
import java.util.List;

/**
 * The way back, on queue {@link io.tidegate.workflows.Queues#undo()} with slots of its own, so that
 * a rollback never waits. Every undo is idempotent and does nothing, successfully, where there is
 * nothing to undo.
 */
@ActivityInterface
public interface UndoActivities {

  /**
   * Before anything of a unit that was started on the target is undone: nobody may be in its groups
   * on the source, or their positions could not be restored and the application would stand still.
   * Refused with who is.
   */
  Done requireSourceQuiet(Call call);

  /**
   * Asks the unit's switch to stop its consumers on the target, where they were started, and waits
   * until the target groups are EMPTY, also where only seeded offsets are there: nobody reads on
   * both sides, whoever started it.
   */
  Done stopTarget(Call call);

  /**
   * Maps what the target groups committed back to source positions and writes those to the source
   * groups, which are EMPTY. A group that committed nothing on the target returns to its rollback
   * anchor; one that read past the freeze anchors of moved producers returns to the end of the
   * source.
   */
  MappedBack mapBack(Call call);

  /** Gives the target groups the offsets they had before the seed, or none where they had none. */
  Done restoreTarget(Call call);

  /**
   * Asks the unit's switch to start its consumers on the source and waits until they hold their
   * assignment.
   */
  Done startSource(Call call);

  /** Removes exactly the entries that {@link KafkaActivities#fenceSource} added. */
  Done unfenceSource(Call call);

  /**
   * {@link KafkaActivities#unfreeze} on the way back: what is on a target that cannot be reached
   * stays there, and the ledger names it.
   */
  Done removeFreeze(Call call);

  /**
   * RESUME_GROUP_SYNC for the unit's groups, where {@link KafkaActivities#pauseGroupSync} was sent.
   * A control that knows only the whole replicator ({@code connect}) is resumed with the last unit
   * that holds the pause.
   */
  Done resumeGroupSync(Call call);

  /**
   * Counts and lists, before anything is undone, what the target has written past the freeze
   * anchors and the source has not. Unread is only what nobody is reading: of partitions on which a
   * group has not moved its commit for some seconds. With the target away the last count that was
   * stored.
   */
  Stranded countStranded(Call call);

  /**
   * After the producers have stopped on the target: waits, at most as long as the consumers' switch
   * may take, until they have read what is there, and counts again, now all that is unread. With
   * the target away the last count that was stored.
   */
  Stranded drainTarget(Call call);

  /**
   * Takes {@link #stopTargetProducers} back, where the rollback is refused for what it would lose.
   */
  Done startTargetProducers(Call call);

  /**
   * Asks the unit's producers' switch to stop its producers on the target, and waits until the ends
   * of their topics stand still there.
   */
  Done stopTargetProducers(Call call);

  /** START_TOPICS, where {@link KafkaActivities#stopTopics} was sent. */
  Done startTopics(Call call);

  /** Removes exactly the entries that {@link KafkaActivities#fenceProducers} added. */
  Done unfenceProducers(Call call);

  /** Asks the unit's producers' switch to start its producers on the source. */
  Done startSourceProducers(Call call);

  /**
   * Records that only the target has.
   *
   * @param evidence digest of the list
   * @param stranded all of them
   * @param unread those that the unit has not read, or does not read, on the target: a rollback
   *     loses them
   * @param counted false when the target could not be asked: the counts are those of the last time,
   *     and more may be there
   * @param lines the partitions with such records and their counts, one line each
   */
  record Stranded(
      String key, String evidence, long stranded, long unread, boolean counted, List<String> lines)
      implements Echo {
    public Stranded {
      lines = List.copyOf(lines);
    }
  }

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
