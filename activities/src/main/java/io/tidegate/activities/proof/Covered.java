package io.tidegate.activities.proof;

import io.tidegate.parity.PartitionPair;
import io.tidegate.parity.ProvenRange;
import io.tidegate.parity.Row;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * What was compared of topics that no group reads, for the next look at them to go on from. Kept in
 * memory alone, of at most {@link #PARTITIONS_MAX} partitions: without it a look only reads more.
 * Safe for many threads.
 */
final class Covered {
  private static final int PARTITIONS_MAX = 2_000;

  private final Map<PartitionPair, ProvenRange> ranges = new HashMap<>();

  /** What is known of the topics that are asked about. */
  synchronized Map<PartitionPair, ProvenRange> of(ProofRequest request) {
    Map<PartitionPair, ProvenRange> known = new HashMap<>(ranges);
    List<String> topics = request.only();
    known.keySet().removeIf(pair -> topics == null || !topics.contains(pair.topic()));
    return known;
  }

  /** Keeps what these looks compared, in place of what was kept of their topics. */
  synchronized List<TopicCoverage> seen(List<TopicCoverage> found) {
    for (TopicCoverage topic : found) {
      ranges.keySet().removeIf(pair -> pair.topic().equals(topic.topic()));
      topic.rows().forEach(this::keep);
    }
    return found;
  }

  private void keep(Row row) {
    ProvenRange range = row.proven();
    if (range != null && ranges.size() < PARTITIONS_MAX) {
      ranges.put(row.pair(), range);
    }
  }
}
