package io.tidegate.worker.parity;

import io.tidegate.activities.kafka.ReadLimit;
import io.tidegate.parity.Isolation;
import io.tidegate.parity.LagEnvelope;
import io.tidegate.parity.ReplayWindow;
import io.tidegate.parity.Terms;
import io.tidegate.runbooks.Replication.OffsetSyncs;
import io.tidegate.runbooks.TopicNames;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * What the command line asks for, as far as the words alone can be judged.
 *
 * @param source Kafka client properties of the cluster that is left
 * @param target those of the cluster that is moved to
 * @param readLimit for each of the two
 * @param json one JSON document instead of a table
 * @param verbose every row of a long table, stack traces, and what the libraries log
 */
record ParityOptions(
    Path source,
    Path target,
    ReadLimit readLimit,
    Scope scope,
    Tolerance tolerance,
    boolean json,
    boolean verbose) {

  /**
   * What is looked at.
   *
   * @param groups by name; empty for all of the source
   * @param topics of the source; empty for those that a group has a commit or an assignment on
   * @param mapped what single source topics are called on the target
   * @param otherNames what all others are called there
   * @param offsetSyncs where MirrorMaker's notes are; null reads none
   * @param grades whether offsets that a group already has on the target are graded, and count
   */
  record Scope(
      List<String> groups,
      List<String> topics,
      Map<String, String> mapped,
      TopicNames otherNames,
      @Nullable OffsetSyncs offsetSyncs,
      boolean grades) {
    Scope {
      groups = List.copyOf(groups);
      topics = List.copyOf(topics);
      mapped = Map.copyOf(mapped);
    }

    boolean allGroups() {
      return groups.isEmpty();
    }

    /** Whether a topic may have another name on the target than on the source. */
    boolean renames() {
      return !mapped.isEmpty() || otherNames instanceof TopicNames.Prefixed;
    }
  }

  /**
   * What the owner of the groups declares and tolerates.
   *
   * @param isolation as the applications read
   * @param envelope null where none was given: pending records are then YELLOW at best
   */
  record Tolerance(
      Isolation isolation, Terms terms, ReplayWindow window, @Nullable LagEnvelope envelope) {}
}
