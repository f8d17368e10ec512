package io.tidegate.activities;

import io.tidegate.activities.kafka.Group;
import io.tidegate.activities.kafka.TopicFacts;
import java.util.Collection;
import java.util.List;
import java.util.Set;
import java.util.SortedMap;

/**
 * What inventory saw of one cluster, as its evidence has it.
 *
 * @param groupsOn by topic, every group with a commit or a member on it
 * @param deniedTopics why one may not be described; it may exist
 * @param deniedGroups the same of groups
 */
record ClusterFound(
    String clusterId,
    SortedMap<String, TopicFacts.Topic> topics,
    SortedMap<String, Set<String>> groupsOn,
    List<GroupFound> groups,
    SortedMap<String, String> deniedTopics,
    SortedMap<String, String> deniedGroups) {

  /** A group of the source, with the topics that it has a commit or a member on. */
  record GroupFound(
      String group, String kind, String protocol, String state, int members, Set<String> reads) {}

  /**
   * @param groups that are told by themselves
   */
  static ClusterFound of(String id, ClusterScan scan, Collection<Group> groups) {
    return new ClusterFound(
        id,
        scan.topics(),
        scan.groupsOn(),
        groups.stream().map(group -> found(group, scan)).toList(),
        scan.deniedTopics(),
        scan.deniedGroups());
  }

  private static GroupFound found(Group group, ClusterScan scan) {
    return new GroupFound(
        group.name(),
        group.kind().name(),
        group.protocol(),
        group.state(),
        group.members().size(),
        scan.topicsOf(group.name()));
  }
}
