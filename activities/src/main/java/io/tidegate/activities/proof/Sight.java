package io.tidegate.activities.proof;

import io.tidegate.activities.kafka.Cluster;
import io.tidegate.activities.kafka.Group;
import io.tidegate.activities.kafka.Groups;
import io.tidegate.activities.kafka.KafkaDenied;
import java.util.Collection;
import java.util.HashMap;
import java.util.Map;

/** What can be seen of a group on a cluster. */
sealed interface Sight {

  /** It may be looked at. */
  record Of(Group group) implements Sight {}

  /** It may not; in words, with the operation and the resource to grant. */
  record Denied(String why) implements Sight {}

  /** Each of them, in two calls for all; where one may not be looked at, each alone. */
  static Map<String, Sight> of(Cluster cluster, Collection<String> groups) {
    Map<String, Sight> sights = new HashMap<>();
    try {
      new Groups(cluster)
          .describe(groups)
          .forEach((name, group) -> sights.put(name, new Of(group)));
    } catch (KafkaDenied oneOfThem) {
      groups.forEach(group -> sights.put(group, of(cluster, group)));
    }
    return sights;
  }

  private static Sight of(Cluster cluster, String group) {
    try {
      return new Of(new Groups(cluster).describe(group));
    } catch (KafkaDenied denied) {
      return new Denied(denied.getMessage() + "; grant it and check again");
    }
  }
}
