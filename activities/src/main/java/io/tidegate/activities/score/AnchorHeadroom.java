package io.tidegate.activities.score;

import io.tidegate.activities.score.Checked.Findings;
import io.tidegate.activities.score.ScoreRequest.TopicSides;
import io.tidegate.parity.Row;
import io.tidegate.runbooks.Dimension;
import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * Until when the source keeps the positions that a rollback would return to. It grades nothing: an
 * anchor that is gone or may go within the rollback window has a finding of its own.
 *
 * <p>The limit: by time only; how fast a limit by size is reached cannot be told.
 */
final class AnchorHeadroom implements Check {
  @Override
  public String name() {
    return "anchor-headroom";
  }

  @Override
  public Dimension dimension() {
    return Dimension.ROLLBACK;
  }

  @Override
  public boolean isMadeAgain() {
    return false;
  }

  @Override
  public Checked check(ScoreRequest asked) {
    Map<String, TopicSides> topics = new HashMap<>();
    asked.topics().forEach(topic -> topics.put(topic.source(), topic));
    Map<String, Instant> until = new TreeMap<>();
    asked
        .proofs()
        .forEach(
            proof ->
                proof
                    .partitions()
                    .forEach(
                        row ->
                            keptUntil(row, topics.get(row.pair().topic()), asked.now())
                                .ifPresent(
                                    at ->
                                        until.merge(
                                            proof.group(), at, (a, b) -> a.isBefore(b) ? a : b))));
    Findings findings = new Findings();
    until.values().stream()
        .min(Instant::compareTo)
        .ifPresent(
            first ->
                findings.said(
                    "anchor-headroom/" + asked.unit().unit(),
                    "by time, the source keeps every rollback anchor until %s at least, %s from now"
                        .formatted(first, left(first, asked.now()))));
    return Checked.of(this, findings, Map.of("keptUntil", until));
  }

  private static Duration left(Instant until, Instant now) {
    return Duration.ofSeconds(Math.max(0, Duration.between(now, until).toSeconds()));
  }

  /** Empty where no time limits it. A group that has read everything returns to what comes next. */
  private static Optional<Instant> keptUntil(Row row, @Nullable TopicSides topic, Instant now) {
    if (topic == null || row.committed() == null) {
      return Optional.empty();
    }
    Map<String, String> configs = topic.sourceConfigs();
    long keptMs = Long.parseLong(configs.getOrDefault("retention.ms", "-1"));
    if (keptMs < 0 || !configs.getOrDefault("cleanup.policy", "delete").contains("delete")) {
      return Optional.empty();
    }
    return Optional.of(Unread.oldest(row).orElse(now).plusMillis(keptMs));
  }
}
