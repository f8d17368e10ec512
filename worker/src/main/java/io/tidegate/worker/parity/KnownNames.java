package io.tidegate.worker.parity;

import io.tidegate.activities.kafka.Cluster;
import io.tidegate.activities.kafka.Group;
import io.tidegate.activities.kafka.Groups;
import io.tidegate.activities.kafka.KafkaDenied;
import io.tidegate.activities.kafka.TopicFacts;
import io.tidegate.runbooks.Nearest;
import io.tidegate.worker.StartFailure;
import java.util.Collection;
import java.util.Comparator;
import java.util.List;

/**
 * Refuses names that a cluster does not know, and says which it does. What the principal may not
 * look at may exist: its rows say then what is denied.
 */
final class KnownNames {
  private static final int SHOWN_MAX = 8;

  private KnownNames() {}

  static void refuseUnknownTopics(Collection<String> topics, Cluster cluster) throws StartFailure {
    TopicFacts facts = new TopicFacts(cluster);
    for (String topic : topics) {
      try {
        if (!facts.partitions(List.of(topic)).containsKey(topic)) {
          throw unknown("topic", topic, cluster, facts.names());
        }
      } catch (KafkaDenied mayExist) {
        // its rows say what is denied
      }
    }
  }

  static void refuseUnknownGroups(Collection<String> groups, Cluster cluster) throws StartFailure {
    Groups all = new Groups(cluster);
    for (String group : groups) {
      try {
        if (all.describe(group).kind() == Group.Kind.ABSENT) {
          throw unknown("group", group, cluster, all.list().keySet());
        }
      } catch (KafkaDenied mayExist) {
        // its rows say what is denied
      }
    }
  }

  private static StartFailure unknown(
      String kind, String name, Cluster cluster, Collection<String> existing) {
    String instead =
        Nearest.to(name, existing)
            .map(meant -> "did you mean " + meant + "?")
            .orElseGet(() -> "it has " + shown(alike(name, existing)));
    return new StartFailure(
        StartFailure.BAD_INPUT,
        "%s %s does not exist on the %s cluster; %s"
            .formatted(kind, name, cluster.name(), instead));
  }

  /** At most {@link #SHOWN_MAX} of them, and how many more there are. */
  static String shown(Collection<String> names) {
    if (names.isEmpty()) {
      return "none that this principal may see";
    }
    String first = String.join(", ", names.stream().limit(SHOWN_MAX).toList());
    int more = names.size() - SHOWN_MAX;
    return more <= 0 ? first : first + " and " + more + " more";
  }

  /** Those with the longest common beginning first. */
  private static List<String> alike(String name, Collection<String> existing) {
    Comparator<String> byBeginning = Comparator.comparingInt(other -> -common(name, other));
    return existing.stream().sorted(byBeginning.thenComparing(Comparator.naturalOrder())).toList();
  }

  private static int common(String one, String other) {
    int length = 0;
    while (length < Math.min(one.length(), other.length())
        && one.charAt(length) == other.charAt(length)) {
      length++;
    }
    return length;
  }
}
