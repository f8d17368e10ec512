package io.tidegate.activities.proof;

import io.tidegate.activities.kafka.Cluster;
import io.tidegate.activities.kafka.Group;
import io.tidegate.activities.kafka.Groups;
import io.tidegate.activities.kafka.KafkaDenied;

/** What can be seen of a group on a cluster. */
sealed interface Sight {

  /** It may be looked at. */
  record Of(Group group) implements Sight {}

  /** It may not; in words, with the operation and the resource to grant. */
  record Denied(String why) implements Sight {}

  static Sight of(Cluster cluster, String group) {
    try {
      return new Of(new Groups(cluster).describe(group));
    } catch (KafkaDenied denied) {
      return new Denied(denied.getMessage() + "; grant it and check again");
    }
  }
}
