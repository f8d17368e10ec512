package io.tidegate.activities.proof;

import io.tidegate.activities.kafka.Cluster;
import io.tidegate.activities.kafka.LogEnds;
import io.tidegate.activities.kafka.LogEnds.Place;
import io.tidegate.runbooks.Side;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.function.Supplier;
import org.apache.kafka.common.IsolationLevel;
import org.apache.kafka.common.TopicPartition;
import org.jspecify.annotations.Nullable;

/**
 * Where logs of one cluster ended before they were read, to see afterwards what happened to them.
 *
 * <pre>
 * before | r0 .. r59 r60 .. r99             epoch 4 ends at 100
 * after  | r0 .. r59 o60 .. o99 o100        epoch 4 ends at 60: truncated, though the log is longer
 * </pre>
 */
record EndsBefore(Cluster cluster, Side side, Map<TopicPartition, Place> ends) {

  /**
   * What happened to them meanwhile.
   *
   * @param truncated in words, of those that lost records at their end
   * @param elected those that have another leader, or none that answers
   */
  record Since(Map<TopicPartition, String> truncated, Set<TopicPartition> elected) {

    /** Null where the log still holds what it held. */
    @Nullable String truncated(TopicPartition partition) {
      return truncated.get(partition);
    }

    boolean elected(TopicPartition partition) {
      return elected.contains(partition);
    }
  }

  /** What happened until now. */
  Since now() {
    return askNow().get();
  }

  /** {@link #now}, asked now; who takes the answer waits for it. */
  Supplier<Since> askNow() {
    Supplier<Map<TopicPartition, Place>> now =
        new LogEnds(cluster).askEnds(ends.keySet(), IsolationLevel.READ_UNCOMMITTED);
    return () -> since(now.get());
  }

  private Since since(Map<TopicPartition, Place> now) {
    Map<TopicPartition, String> truncated = new HashMap<>();
    Map<TopicPartition, Place> moved = new HashMap<>();
    Set<TopicPartition> elected = new HashSet<>();
    ends.forEach(
        (partition, was) -> {
          Place is = now.get(partition);
          if (is == null) {
            elected.add(partition);
          } else if (is.offset() < was.offset()) {
            truncated.put(partition, words(partition, was));
          } else if (is.epoch().isPresent() && !is.epoch().equals(was.epoch())) {
            elected.add(partition);
            moved.put(partition, was);
          }
        });
    new LogEnds(cluster)
        .truncated(moved)
        .forEach(partition -> truncated.put(partition, words(partition, moved.get(partition))));
    return new Since(truncated, elected);
  }

  private String words(TopicPartition partition, @Nullable Place was) {
    return "%s %s was truncated while it was read: not all that it held below offset %s is there any more; check again"
        .formatted(
            side.name().toLowerCase(Locale.ROOT), partition, was == null ? "" : was.offset());
  }
}
