package io.tidegate.activities.proof;

import io.tidegate.activities.kafka.Cluster;
import io.tidegate.activities.kafka.Group;
import io.tidegate.activities.kafka.KafkaDenied;
import io.tidegate.activities.kafka.KafkaRefused;
import io.tidegate.activities.kafka.OffsetRetention;
import java.time.Duration;
import java.util.Optional;

/**
 * How long the position of a group that nobody is in still exists. Kafka counts from when the last
 * member left, or where there never was one from the last commit, and tells neither: only the most
 * that is left is known.
 */
final class Expiring {
  private Expiring() {}

  /** In words, or why it is not known. */
  static String told(Cluster cluster, Group group) {
    String nobody = "nobody is in group " + group.name() + " on " + cluster + ", and ";
    try {
      Optional<Duration> kept = new OffsetRetention(cluster).shortest();
      return kept.map(time -> nobody + atMost(time))
          .orElse(nobody + unknown("its brokers do not say"));
    } catch (KafkaDenied | KafkaRefused notTold) {
      return nobody + unknown(String.valueOf(notTold.getMessage()));
    }
  }

  private static String atMost(Duration kept) {
    String time = kept.toMinutesPart() == 0 ? kept.toHours() + " h" : kept.toMinutes() + " min";
    return "its position is deleted "
        + time
        + " after the group was last used ("
        + OffsetRetention.SETTING
        + "); Kafka does not say when that was, so "
        + time
        + " are left at most";
  }

  private static String unknown(String why) {
    return "how long its position is kept (" + OffsetRetention.SETTING + ") is not known: " + why;
  }
}
