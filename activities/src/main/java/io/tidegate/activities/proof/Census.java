package io.tidegate.activities.proof;

import io.tidegate.activities.kafka.Cluster;
import io.tidegate.activities.kafka.Committed;
import io.tidegate.activities.kafka.GroupOffsets;
import io.tidegate.activities.kafka.LogEnds.Place;
import io.tidegate.activities.kafka.PartitionOrder;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;
import org.apache.kafka.common.TopicPartition;

/**
 * What both clusters say of the groups of a check when it begins, asked in a few calls for all of
 * them. The positions that a proof rests on are read again, right before the ends of the logs.
 */
final class Census {
  private final Map<String, Sight> onSource;
  private final Map<String, Sight> onTarget;
  private final Map<String, SortedMap<TopicPartition, Committed>> commits;
  private final Map<String, Map<TopicPartition, Place>> epochs;
  private final Described topics;

  private Census(
      Map<String, Sight> onSource,
      Map<String, Sight> onTarget,
      Map<String, SortedMap<TopicPartition, Committed>> commits,
      Map<String, Map<TopicPartition, Place>> epochs,
      Described topics) {
    this.onSource = onSource;
    this.onTarget = onTarget;
    this.commits = commits;
    this.epochs = epochs;
    this.topics = topics;
  }

  /**
   * What is said of one group.
   *
   * @param commits on the source; none where it may not be looked at, or does not commit
   * @param epochs positions on the target that carry a leader epoch; none where they do not count
   * @param topics of all groups of the check
   */
  record Entry(
      Sight onSource,
      Sight onTarget,
      SortedMap<TopicPartition, Committed> commits,
      Map<TopicPartition, Place> epochs,
      Described topics) {}

  /** Asks now. */
  static Census of(Cluster source, Cluster target, List<ProofRequest> requests, SideBySide beside) {
    List<String> names = requests.stream().map(ProofRequest::group).distinct().toList();
    List<Map<String, Sight>> sights =
        beside.each(
            "descriptions of groups", List.of(source, target), cluster -> Sight.of(cluster, names));
    Map<String, Sight> onSource = sights.get(0);
    Map<String, Sight> onTarget = sights.get(1);
    List<String> committing = names.stream().filter(name -> commits(onSource, name)).toList();
    List<String> graded =
        requests.stream()
            .filter(ProofRequest::graded)
            .map(ProofRequest::group)
            .distinct()
            .filter(name -> commits(onTarget, name))
            .toList();
    return new Census(
        onSource,
        onTarget,
        committing.isEmpty()
            ? Map.of()
            : beside.one("reading of the commits", () -> new GroupOffsets(source).all(committing)),
        graded.isEmpty()
            ? Map.of()
            : beside.one(
                "reading of the target's offsets",
                () -> new GroupOffsets(target).withEpochs(graded)),
        new Described(source, target));
  }

  private static boolean commits(Map<String, Sight> sights, String name) {
    return sights.get(name) instanceof Sight.Of seen && seen.group().commitsOffsets();
  }

  /** The topics of all groups of the check. */
  Described topics() {
    return topics;
  }

  Entry of(String group) {
    Sight there = onSource.get(group);
    Sight here = onTarget.get(group);
    if (there == null || here == null) {
      throw new IllegalArgumentException("group " + group + " was not asked about");
    }
    return new Entry(
        there,
        here,
        commits.getOrDefault(group, new TreeMap<>(PartitionOrder.BY_NAME)),
        epochs.getOrDefault(group, new HashMap<>()),
        topics);
  }
}
