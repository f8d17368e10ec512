package io.tidegate.activities.proof;

import io.tidegate.parity.Isolation;
import io.tidegate.parity.LagEnvelope;
import io.tidegate.parity.ReplayWindow;
import io.tidegate.parity.Terms;
import io.tidegate.runbooks.MigrationUnit;
import io.tidegate.runbooks.Replication.OffsetSyncs;
import io.tidegate.runbooks.Runbook;
import io.tidegate.runbooks.TopicNames;
import io.tidegate.runbooks.UnitGroup;
import io.tidegate.runbooks.UnitTopic;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * What is to be proven of one group.
 *
 * @param topics what source topics are called on the target
 * @param otherTopics the naming of every other topic; null where a topic that is not in {@code
 *     topics} is not mapped, and so UNPROVEN
 * @param only the topics that count; null for those with a commit or an assignment of the group
 * @param ignored topics that do not count although the group has a commit on them
 * @param isolation as the application reads
 * @param envelope null where none was given: pending records are then YELLOW at best
 * @param offsetSyncs where MirrorMaker's notes are; null reads none
 * @param graded whether offsets that the target group already has are graded, and count
 */
public record ProofRequest(
    String group,
    Map<String, String> topics,
    @Nullable TopicNames otherTopics,
    @Nullable List<String> only,
    Set<String> ignored,
    Isolation isolation,
    Terms terms,
    ReplayWindow window,
    @Nullable LagEnvelope envelope,
    @Nullable OffsetSyncs offsetSyncs,
    boolean graded) {

  public ProofRequest {
    topics = Map.copyOf(topics);
    only = only == null ? null : List.copyOf(only);
    ignored = Set.copyOf(ignored);
  }

  /**
   * What a runbook wants proven of one of its groups. Offsets that the target group has are not
   * graded: in a wave they count only after the seed.
   *
   * @param frozen nobody writes to the source and no replicator to the target any more
   */
  public static ProofRequest of(
      Runbook runbook, MigrationUnit unit, UnitGroup group, boolean frozen) {
    return new ProofRequest(
        group.group(),
        unit.topics().stream()
            .collect(
                Collectors.toMap(UnitTopic::source, UnitTopic::target, (a, b) -> b, TreeMap::new)),
        null,
        group.topics(),
        unit.ignore().stream().map(MigrationUnit.IgnoredTopic::topic).collect(Collectors.toSet()),
        group.isolation(),
        group.terms(runbook.settle(), frozen),
        group.replayWindow(),
        group.lagEnvelope(),
        runbook.replication().offsetSyncs(),
        false);
  }

  /** The same, with the target group's own offsets graded. */
  public ProofRequest withGrades() {
    return new ProofRequest(
        group,
        topics,
        otherTopics,
        only,
        ignored,
        isolation,
        terms,
        window,
        envelope,
        offsetSyncs,
        true);
  }

  /** What a source topic is called on the target; empty where nothing says so. */
  Optional<String> onTarget(String sourceTopic) {
    String mapped = topics.get(sourceTopic);
    if (mapped == null && otherTopics != null) {
      mapped = otherTopics.onTarget(sourceTopic);
    }
    return Optional.ofNullable(mapped);
  }
}
