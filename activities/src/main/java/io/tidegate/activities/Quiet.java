package io.tidegate.activities;

import io.tidegate.activities.kafka.Cluster;
import io.tidegate.activities.kafka.Group;
import io.tidegate.activities.kafka.Groups;
import java.util.Collection;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import org.apache.kafka.common.TopicPartition;

/** Waits on groups: until nobody is in them, until somebody reads all they shall. */
final class Quiet {
  private static final int NAMED_MAX = 10;

  private Quiet() {}

  /**
   * Until every group is EMPTY or absent.
   *
   * @return who is still there at the end of the time; empty when nobody is
   */
  static Optional<String> untilEmpty(Cluster cluster, Collection<String> groups, Poll poll) {
    boolean quiet = poll.until(() -> busy(cluster, groups).isEmpty());
    return quiet ? Optional.empty() : Optional.of(Fail.listed(busy(cluster, groups)));
  }

  /** Those of the groups that somebody is in, one line each with who. */
  static List<String> busy(Cluster cluster, Collection<String> groups) {
    return new Groups(cluster)
        .describe(groups).values().stream()
            .filter(Group::active)
            .map(group -> line(cluster, group))
            .toList();
  }

  private static String line(Cluster cluster, Group group) {
    String members =
        group.members().stream()
            .limit(NAMED_MAX)
            .map(
                member ->
                    member.instanceId() == null
                        ? member.id() + " at " + member.host()
                        : "static member "
                            + member.instanceId()
                            + " at "
                            + member.host()
                            + ", which stays until it is removed or its session ends")
            .collect(Collectors.joining(", "));
    return "group %s on %s is %s with %d members: %s"
        .formatted(group.name(), cluster.name(), group.state(), group.members().size(), members);
  }

  /**
   * What stands between a group and its expected assignment.
   *
   * @param exactly whether it may read nothing else
   * @return empty when it is as expected
   */
  static Optional<String> misassigned(
      Cluster cluster, String group, Set<TopicPartition> expected, boolean exactly) {
    Group is = new Groups(cluster).describe(group);
    Set<String> missing = names(expected, is.assigned());
    Set<String> extra = exactly ? names(is.assigned(), expected) : Set.of();
    if (missing.isEmpty() && extra.isEmpty()) {
      return Optional.empty();
    }
    String state = is.state().isEmpty() ? "absent" : is.state();
    return Optional.of(
        "group %s on %s is %s with %d members; not assigned: %s; assigned beyond what is expected: %s"
            .formatted(group, cluster.name(), state, is.members().size(), missing, extra));
  }

  private static Set<String> names(Set<TopicPartition> those, Set<TopicPartition> without) {
    return those.stream()
        .filter(partition -> !without.contains(partition))
        .map(TopicPartition::toString)
        .collect(Collectors.toCollection(TreeSet::new));
  }
}
