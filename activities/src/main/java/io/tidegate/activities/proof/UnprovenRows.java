package io.tidegate.activities.proof;

import io.tidegate.activities.kafka.Committed;
import io.tidegate.parity.Light;
import io.tidegate.parity.PartitionPair;
import io.tidegate.parity.Row;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.SortedSet;
import java.util.TreeSet;
import org.apache.kafka.common.TopicPartition;
import org.jspecify.annotations.Nullable;

/**
 * The rows of what cannot be looked at: one for every partition that is known of all the same, each
 * with the reason. A topic of which not even a partition is known is a finding.
 */
final class UnprovenRows {
  private final ProofRequest request;
  private final Findings findings;

  UnprovenRows(ProofRequest request, Findings findings) {
    this.request = request;
    this.findings = findings;
  }

  /**
   * Of topics that could be compared or not, all for the same reason.
   *
   * @param commits where the group stands on the source, as far as that is known
   * @param assigned what its members read, as far as that is known
   */
  List<Row> of(
      String why,
      SortedMap<String, Frames> topics,
      Map<TopicPartition, Committed> commits,
      Collection<TopicPartition> assigned) {
    List<Row> rows = new ArrayList<>();
    topics.forEach(
        (topic, frame) ->
            rows.addAll(
                of(topic, new Frames.None(why, frame.sourcePartitions()), commits, assigned)));
    return rows;
  }

  /** Of one topic. */
  List<Row> of(
      String topic,
      Frames.None frame,
      Map<TopicPartition, Committed> commits,
      Collection<TopicPartition> assigned) {
    String targetTopic = request.onTarget(topic).orElse(topic);
    SortedSet<Integer> known = new TreeSet<>();
    for (int partition = 0; partition < frame.sourcePartitions(); partition++) {
      known.add(partition);
    }
    for (Collection<TopicPartition> some : List.of(commits.keySet(), assigned)) {
      some.stream()
          .filter(partition -> partition.topic().equals(topic))
          .forEach(partition -> known.add(partition.partition()));
    }
    if (known.isEmpty()) {
      findings.add("topic-unreadable/" + topic, Light.RED, frame.why());
    }
    return known.stream()
        .map(
            partition ->
                Row.unproven(
                    new PartitionPair(topic, partition, targetTopic, partition),
                    offset(commits.get(new TopicPartition(topic, partition))),
                    null,
                    frame.why()))
        .toList();
  }

  private static @Nullable Long offset(@Nullable Committed committed) {
    return committed instanceof Committed.At at ? at.offset() : null;
  }
}
