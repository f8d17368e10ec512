package io.tidegate.activities.score;

import io.tidegate.activities.proof.GroupProof;
import io.tidegate.activities.score.Checked.Findings;
import io.tidegate.activities.score.ScoreRequest.TopicSides;
import io.tidegate.parity.Row;
import io.tidegate.runbooks.Dimension;
import java.time.Duration;
import java.time.Instant;
import java.util.Collections;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
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
    int unknown = 0;
    for (GroupProof proof : asked.proofs()) {
      for (Row row : proof.partitions()) {
        TopicSides topic = topics.get(row.pair().topic());
        OptionalLong keptMs = keptMs(topic);
        Optional<Instant> next = next(row, asked.now());
        if (keptMs.isPresent() && next.isPresent()) {
          Instant at = next.get().plusMillis(keptMs.getAsLong());
          until.merge(
              proof.group(), at, (first, second) -> first.isBefore(second) ? first : second);
        } else if ((keptMs.isPresent() || topic == null) && mayHaveAnchor(row)) {
          unknown++;
        }
      }
    }
    Findings findings = new Findings();
    if (!until.isEmpty()) {
      Instant first = Collections.min(until.values());
      findings.said(
          "anchor-headroom/" + asked.unit().unit(),
          "by time, the source keeps %s until %s at least, %s from now"
              .formatted(which(unknown), first, left(first, asked.now())));
    }
    return Checked.of(this, findings, Map.of("keptUntil", until, "notKnown", unknown));
  }

  private static Duration left(Instant until, Instant now) {
    return Duration.ofSeconds(Math.max(0, Duration.between(now, until).toSeconds()));
  }

  private static String which(int unknown) {
    return unknown == 0
        ? "every rollback anchor"
        : "the rollback anchors that are known, without %d that are not,".formatted(unknown);
  }

  /** Empty where no time limits it. */
  private static OptionalLong keptMs(@Nullable TopicSides topic) {
    if (topic == null) {
      return OptionalLong.empty();
    }
    Map<String, String> configs = topic.sourceConfigs();
    long keptMs = Long.parseLong(configs.getOrDefault("retention.ms", "-1"));
    return keptMs < 0 || !configs.getOrDefault("cleanup.policy", "delete").contains("delete")
        ? OptionalLong.empty()
        : OptionalLong.of(keptMs);
  }

  /**
   * The time of the record that the group would read next on the source; empty where that is not
   * known. One that has read everything returns to what comes next.
   */
  private static Optional<Instant> next(Row row, Instant now) {
    if (row.committed() == null || row.pair().isRepartitioned()) {
      return Optional.empty();
    }
    boolean looked = row.resume() != null || !row.boundary().source().isEmpty();
    return looked ? Optional.of(Unread.oldest(row).orElse(now)) : Optional.empty();
  }

  /** A row of other partition counts is one of the target, and does not tell the commit. */
  private static boolean mayHaveAnchor(Row row) {
    return row.committed() != null || row.pair().isRepartitioned();
  }
}
