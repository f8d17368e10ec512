package io.tidegate.activities.proof;

import io.tidegate.parity.Hint;
import io.tidegate.parity.SyncNotes;
import java.util.List;
import java.util.Map;
import java.util.OptionalLong;
import org.apache.kafka.common.TopicPartition;
import org.jspecify.annotations.Nullable;

/**
 * A replicator's notes that somebody kept, which its own topic may have forgotten. They are hints
 * as those of the topic: a proof reads both records again.
 */
@FunctionalInterface
public interface KeptSyncs {

  /** Nobody kept any. */
  KeptSyncs NONE = asked -> Map.of();

  /**
   * A source partition that notes are wanted of.
   *
   * @param topicId of the topic as it is now; null where the broker has none
   * @param position that the notes shall be near; empty for the newest
   */
  record Asked(@Nullable String topicId, OptionalLong position) {}

  /**
   * The notes by source partition, at most {@link SyncNotes#BELOW_MAX} at or below each position
   * and {@link SyncNotes#ABOVE_MAX} above it, in source order. A partition without an entry has
   * none.
   */
  Map<TopicPartition, List<Hint>> near(Map<TopicPartition, Asked> asked);
}
