package io.tidegate.activities.score;

import io.tidegate.activities.score.Checked.Findings;
import io.tidegate.activities.score.Checked.Gap;
import io.tidegate.activities.score.ScoreRequest.TopicSides;
import io.tidegate.runbooks.Dimension;
import java.time.Instant;
import java.util.HashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

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
    if (asked.topics().isEmpty() && asked.deniedTopics().isEmpty()) {
      return Checked.not(this, Gap.SAMPLED_EMPTY, "no topic was described");
    }
    Map<String, Instant> oldest = oldestUnread(asked);
    Findings findings = new Findings().denied(this, asked.deniedTopics());
    for (TopicSides topic : asked.topics()) {
      compare(topic, oldest.get(topic.source()), asked.now(), findings);
    }
    for (TopicSides topic : asked.apart()) {
      compare(topic, null, asked.now(), findings); // no record of the source has to last there
    }
    return Checked.of(
        this,
        findings,
        Map.of("topics", asked.topics(), "apart", asked.apart(), "oldestUnread", oldest));
  }

  private static void compare(
      TopicSides topic, @Nullable Instant oldestUnread, Instant now, Findings findings) {
    if (topic.exists()) {
      new TopicMeaning(topic, findings).compare(oldestUnread, now);
    } else {
      findings.red(
          "topic-missing/" + topic.target(),
          "topic %s or %s does not exist".formatted(topic.source(), topic.target()));
    }
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
