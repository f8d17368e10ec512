package io.tidegate.activities.score;

import io.tidegate.activities.score.Checked.Findings;
import io.tidegate.activities.score.Checked.Gap;
import io.tidegate.activities.score.ScoreRequest.TopicSides;
import io.tidegate.runbooks.Dimension;
import java.time.Instant;
import java.util.HashMap;
import java.util.Map;

/**
 * Whether the unit's topics mean the same on both sides: what is kept, for how long, how large a
 * record may be, whose time it bears and how safely it is written. Settings were read just before,
 * all topics in one call.
 */
final class TopicConfigs implements Check {
  @Override
  public String name() {
    return "topic-configs";
  }

  @Override
  public Dimension dimension() {
    return Dimension.COMPATIBILITY;
  }

  @Override
  public Checked check(ScoreRequest asked) {
    if (asked.topics().isEmpty()) {
      return Checked.not(this, Gap.SAMPLED_EMPTY, "no topic was described");
    }
    Map<String, Instant> oldest = oldestUnread(asked);
    Findings findings = new Findings();
    for (TopicSides topic : asked.topics()) {
      if (!topic.exists()) {
        findings.red(
            "topic-missing/" + topic.target(),
            "topic %s or %s does not exist".formatted(topic.source(), topic.target()));
      } else {
        new TopicMeaning(topic, findings).compare(oldest.get(topic.source()), asked.now());
      }
    }
    return Checked.of(this, findings, Map.of("topics", asked.topics(), "oldestUnread", oldest));
  }

  /** By topic, the oldest of the next records of all groups and partitions. */
  private static Map<String, Instant> oldestUnread(ScoreRequest asked) {
    Map<String, Instant> oldest = new HashMap<>();
    asked.proofs().stream()
        .flatMap(proof -> proof.partitions().stream())
        .forEach(
            row ->
                Unread.oldest(row)
                    .ifPresent(
                        at ->
                            oldest.merge(row.pair().topic(), at, (a, b) -> a.isBefore(b) ? a : b)));
    return oldest;
  }
}
