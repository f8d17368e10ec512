package io.tidegate.activities.proof;

import io.tidegate.activities.kafka.Cluster;
import io.tidegate.activities.kafka.LogEnds;
import io.tidegate.activities.kafka.LogEnds.Place;
import io.tidegate.activities.kafka.PartitionOrder;
import io.tidegate.activities.kafka.TopicFacts;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.SortedSet;
import java.util.TreeSet;
import org.apache.kafka.common.IsolationLevel;
import org.apache.kafka.common.TopicPartition;

/**
 * Offsets of a group that were carried over with the leader epoch of another cluster. Our own seeds
 * carry none.
 *
 * <pre>
 * target | leader epoch 3, log ends at 100
 * offset | 40 of epoch 7     a consumer waits, in silence, for a leader of epoch 7 or later
 * offset | 40 of epoch 2     which ended at 30: a consumer takes the log for truncated
 * </pre>
 */
final class ForeignEpochs {
  private ForeignEpochs() {}

  /**
   * What a consumer would meet, in words; empty where every epoch is one of the cluster's own.
   *
   * @param carried the group's positions that carry an epoch
   */
  static Optional<String> of(Cluster cluster, String group, Map<TopicPartition, Place> carried) {
    if (carried.isEmpty()) {
      return Optional.empty();
    }
    Map<TopicPartition, Place> places = new HashMap<>(carried);
    SortedSet<String> topics = new TreeSet<>(new TopicFacts(cluster).names());
    topics.retainAll(places.keySet().stream().map(TopicPartition::topic).toList());
    places.keySet().retainAll(new TopicFacts(cluster).led(topics));
    LogEnds logs = new LogEnds(cluster);
    Map<TopicPartition, Place> ends =
        logs.knownEnds(places.keySet(), IsolationLevel.READ_UNCOMMITTED);
    SortedSet<TopicPartition> ahead = new TreeSet<>(PartitionOrder.BY_NAME);
    Map<TopicPartition, Place> ofEarlierLeaders = new HashMap<>();
    places.forEach(
        (partition, place) -> {
          Place end = ends.get(partition);
          if (end != null && epoch(place) > epoch(end)) {
            ahead.add(partition);
          } else if (end == null || epoch(place) < epoch(end) || place.offset() > end.offset()) {
            ofEarlierLeaders.put(partition, place);
          }
        });
    SortedSet<TopicPartition> torn = new TreeSet<>(PartitionOrder.BY_NAME);
    torn.addAll(logs.truncated(ofEarlierLeaders));
    if (ahead.isEmpty() && torn.isEmpty()) {
      return Optional.empty();
    }
    return Optional.of(
        "offsets of group "
            + group
            + " on "
            + cluster
            + " carry a leader epoch of another cluster: "
            + (ahead.isEmpty() ? "" : "on " + ahead + " a consumer waits in silence")
            + (ahead.isEmpty() || torn.isEmpty() ? "" : ", ")
            + (torn.isEmpty() ? "" : "on " + torn + " a consumer takes the log for truncated")
            + "; write them again without an epoch");
  }

  private static int epoch(Place place) {
    return place.epoch().orElse(0);
  }
}
