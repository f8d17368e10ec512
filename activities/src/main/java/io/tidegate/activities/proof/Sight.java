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

  /** Each of them, in few calls for all. */
  static Map<String, Sight> of(Cluster cluster, Collection<String> groups) {
    Map<String, Sight> sights = new HashMap<>();
    try {
      Groups.Seen seen = new Groups(cluster).see(groups);
      seen.groups().forEach((name, group) -> sights.put(name, new Of(group)));
      seen.denied().forEach((name, why) -> sights.put(name, new Denied(why)));
    } catch (KafkaDenied notEvenAList) {
      groups.forEach(group -> sights.put(group, new Denied(notEvenAList.told())));
    }
    return sights;
  }
}
