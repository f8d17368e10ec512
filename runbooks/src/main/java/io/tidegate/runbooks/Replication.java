package io.tidegate.runbooks;

import com.fasterxml.jackson.annotation.JsonProperty;
import org.jspecify.annotations.Nullable;

/**
 * Who copies the records, and how it names them on the target.
 *
 * @param offsetSyncs where the replicator writes which position became which; null where the
 *     runbook names none, then no hint is read from there
 * @param control how it is told to leave groups and topics alone; null where nobody can tell it
 */
public record Replication(
    Tool tool,
    TopicNames topicNames,
    @Nullable OffsetSyncs offsetSyncs,
    @Nullable Control control) {

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
