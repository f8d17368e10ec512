package io.tidegate.ledger;

/**
 * One offset-syncs topic of MirrorMaker that is journaled.
 *
 * @param source name of the cluster that is copied from, as the worker's configuration calls it
 * @param target name of the cluster that is copied to
 * @param heldBy name of the cluster that has the topic, one of the two
 */
public record SyncJournal(String source, String target, String topic, String heldBy) {
  public SyncJournal {
    Require.text("source", source);
    Require.text("target", target);
    Require.text("topic", topic);
    if (!heldBy.equals(source) && !heldBy.equals(target)) {
      throw new IllegalArgumentException(
          "topic '"
              + topic
              + "' is held by '"
              + heldBy
              + "': the source '"
              + source
              + "' or the target '"
              + target
              + "' is allowed");
    }
  }

  /**
   * How far a topic was read.
   *
   * @param incarnation tells a topic from one that was created anew under its name
   * @param position the next offset to read
   */
  public record Place(String incarnation, long position) {
    public Place {
      Require.text("incarnation", incarnation);
      Require.atLeast("position", position, 0);
    }
  }

  /**
   * One note: offset {@code upstream} of a source partition became {@code downstream} on the
   * target.
   *
   * @param topicId of the source topic when it was noted; empty for unknown
   * @param notedAt its offset in the offset-syncs topic
   */
  public record Note(
      String topic, int partition, long upstream, long downstream, String topicId, long notedAt) {
    public Note {
      Require.text("topic", topic);
      Require.storable("topic id", topicId);
      Require.atLeast("partition", partition, 0);
      Require.atLeast("upstream", upstream, 0);
      Require.atLeast("downstream", downstream, 0);
      Require.atLeast("noted at", notedAt, 0);
    }
  }

  /**
   * A source partition that notes are wanted of.
   *
   * @param topicId of the topic as it is now: notes of an earlier one under its name are left out;
   *     empty for unknown, then none is
   * @param offset that the notes shall be near; {@link Long#MAX_VALUE} for the newest
   */
  public record Asked(String topic, int partition, String topicId, long offset) {
    public Asked {
      Require.text("topic", topic);
      Require.storable("topic id", topicId);
      Require.atLeast("offset", offset, 0);
    }
  }
}
