package io.tidegate.runbooks;

import com.fasterxml.jackson.annotation.JsonProperty;
import org.jspecify.annotations.Nullable;

/**
 * Who copies the records, and how it names them on the target.
 *
 * @param offsetSyncs where the replicator writes which position became which; null where the
 *     runbook names none, then no hint is read from there
 */
public record Replication(Tool tool, TopicNames topicNames, @Nullable OffsetSyncs offsetSyncs) {

  /** The replicators whose traces this build can read. */
  public enum Tool {
    @JsonProperty("mirrormaker2")
    MIRRORMAKER2
  }

  /** MirrorMaker's internal topic of offset syncs, and the cluster it is on. */
  public record OffsetSyncs(String topic, Side on) {
    public OffsetSyncs {
      Require.topic(topic);
    }
  }
}
