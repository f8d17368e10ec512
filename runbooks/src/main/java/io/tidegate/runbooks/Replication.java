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

  /** What copies the records. */
  public enum Tool {
    @JsonProperty("mirrormaker2")
    MIRRORMAKER2,
    @JsonProperty("cluster-linking")
    CLUSTER_LINKING,
    @JsonProperty("msk-replicator")
    MSK_REPLICATOR,
    @JsonProperty("redpanda-migrator")
    REDPANDA_MIGRATOR,
    @JsonProperty("automq-linking")
    AUTOMQ_LINKING,
    /** The application itself writes to both. */
    @JsonProperty("dual-write")
    DUAL_WRITE,
    @JsonProperty("other")
    OTHER;

    /**
     * Whether it links topics: a record has the same offset on both sides, and nobody else can
     * write to the target's topic before it is promoted.
     */
    public boolean links() {
      return this == CLUSTER_LINKING || this == AUTOMQ_LINKING;
    }
  }

  /** MirrorMaker's internal topic of offset syncs, and the cluster it is on. */
  public record OffsetSyncs(String topic, Side on) {
    public OffsetSyncs {
      Require.topic(topic);
    }
  }
}
