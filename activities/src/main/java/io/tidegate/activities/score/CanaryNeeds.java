package io.tidegate.activities.score;

import io.tidegate.activities.kafka.BatchSample;
import io.tidegate.activities.score.ScoreRequest.TopicSides;
import io.tidegate.parity.Isolation;
import java.util.Collection;
import java.util.OptionalInt;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.TreeSet;

/**
 * What a unit asks of a cluster, for a canary to try.
 *
 * @param maxMessageBytes the largest limit of the unit's topics on the target, since one canary
 *     carries the records of all of them; 0 where none is told
 * @param transactional whether a group reads committed, or somebody writes in transactions
 * @param protocols {@code classic} or {@code consumer}
 */
record CanaryNeeds(
    BatchSample.Seen seen, int maxMessageBytes, boolean transactional, Set<String> protocols) {

  static CanaryNeeds of(ScoreRequest asked, BatchSample.Seen seen) {
    OptionalInt largest =
        asked.topics().stream().flatMapToInt(topic -> limit(topic).stream()).max();
    boolean readsCommitted =
        asked.unit().groups().stream()
            .anyMatch(group -> group.isolation() == Isolation.READ_COMMITTED);
    return new CanaryNeeds(
        seen,
        largest.orElse(0),
        readsCommitted || !seen.transactional().isEmpty(),
        new TreeSet<>(asked.protocols()));
  }

  /** What a topic takes on the target, where that is told. */
  static OptionalInt limit(TopicSides topic) {
    String bytes = topic.targetConfigs().get("max.message.bytes");
    return bytes == null ? OptionalInt.empty() : OptionalInt.of(Integer.parseInt(bytes));
  }

  /** By topic of the source, the size of its largest record where the copy's limit is smaller. */
  SortedMap<String, Integer> tooLarge(Collection<TopicSides> topics) {
    SortedMap<String, Integer> tooLarge = new TreeMap<>();
    for (TopicSides topic : topics) {
      Integer bytes = seen.largestPacked().get(topic.source());
      OptionalInt limit = limit(topic);
      if (bytes != null && limit.isPresent() && bytes > limit.getAsInt()) {
        tooLarge.put(topic.source(), bytes);
      }
    }
    return tooLarge;
  }
}
