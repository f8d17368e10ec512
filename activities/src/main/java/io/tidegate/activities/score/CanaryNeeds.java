package io.tidegate.activities.score;

import io.tidegate.activities.kafka.BatchSample;
import io.tidegate.activities.score.ScoreRequest.TopicSides;
import io.tidegate.parity.Isolation;
import java.util.OptionalInt;
import java.util.Set;
import java.util.TreeSet;

/**
 * What a unit asks of a cluster, for a canary to try.
 *
 * @param maxMessageBytes the smallest limit of the unit's topics on the target; 0 where none is
 *     told
 * @param transactional whether a group reads committed, or somebody writes in transactions
 * @param protocols {@code classic} or {@code consumer}
 */
record CanaryNeeds(
    BatchSample.Seen seen, int maxMessageBytes, boolean transactional, Set<String> protocols) {

  static CanaryNeeds of(ScoreRequest asked, BatchSample.Seen seen) {
    OptionalInt smallest =
        asked.topics().stream()
            .map(TopicSides::targetConfigs)
            .filter(configs -> configs.containsKey("max.message.bytes"))
            .mapToInt(configs -> Integer.parseInt(configs.getOrDefault("max.message.bytes", "0")))
            .min();
    boolean readsCommitted =
        asked.unit().groups().stream()
            .anyMatch(group -> group.isolation() == Isolation.READ_COMMITTED);
    return new CanaryNeeds(
        seen,
        smallest.orElse(0),
        readsCommitted || seen.transactions(),
        new TreeSet<>(asked.protocols()));
  }
}
