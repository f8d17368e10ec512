package io.tidegate.activities.score;

import io.tidegate.activities.score.Checked.Findings;
import io.tidegate.activities.score.ScoreRequest.TopicSides;
import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/** What the settings of one topic mean for its readers and writers, compared side by side. */
final class TopicMeaning {
  private static final String COMPACT = "compact";
  private static final String DELETE = "delete";
  private static final long UNLIMITED = -1;

  private final TopicSides topic;
  private final Findings findings;

  TopicMeaning(TopicSides topic, Findings findings) {
    this.topic = topic;
    this.findings = findings;
  }

  /**
   * @param oldestUnread the timestamp of the oldest record that a group has not read; null where
   *     all is read
   */
  void compare(@Nullable Instant oldestUnread, Instant now) {
    cleanup();
    retention(oldestUnread, now);
    atLeast("max.message.bytes", "takes smaller records");
    atLeast("min.insync.replicas", "acknowledges a write on fewer replicas");
    timestamps();
  }

  private void cleanup() {
    Set<String> source = policies(topic.sourceConfigs());
    Set<String> target = policies(topic.targetConfigs());
    if (source.equals(target)) {
      return;
    }
    String told =
        "its cleanup.policy is %s on the source and %s on the target".formatted(source, target);
    if (source.contains(COMPACT) == target.contains(COMPACT)) {
      yellow("cleanup.policy", told);
    } else {
      red(
          "cleanup.policy",
          told
              + (target.contains(COMPACT)
                  ? ": the target removes records of a key that comes again"
                  : ": the target does not keep the last record of a key"));
    }
  }

  /** The order of the words says nothing. */
  private static Set<String> policies(Map<String, String> configs) {
    Set<String> policies = new TreeSet<>();
    for (String word : configs.getOrDefault("cleanup.policy", DELETE).split(",", -1)) {
      policies.add(word.strip());
    }
    return policies;
  }

  private void retention(@Nullable Instant oldestUnread, Instant now) {
    if (!policies(topic.targetConfigs()).contains(DELETE)) {
      return;
    }
    long kept = limit(topic.targetConfigs(), "retention.ms");
    if (kept != UNLIMITED
        && oldestUnread != null
        && oldestUnread.plus(Duration.ofMillis(kept)).isBefore(now)) {
      red(
          "retention.ms",
          "the target keeps records for %s and the oldest unread one is of %s: it may be gone before it is read"
              .formatted(Duration.ofMillis(kept), oldestUnread));
      return;
    }
    boolean sourceDeletes = policies(topic.sourceConfigs()).contains(DELETE);
    for (String limit : new String[] {"retention.ms", "retention.bytes"}) {
      long source = sourceDeletes ? limit(topic.sourceConfigs(), limit) : UNLIMITED;
      long target = limit(topic.targetConfigs(), limit);
      if (target != UNLIMITED && (source == UNLIMITED || target < source)) {
        yellow(
            limit,
            "the target keeps less: %s is %s on the source and %s on the target"
                .formatted(limit, shown(source), shown(target)));
      }
    }
  }

  private void atLeast(String config, String means) {
    String source = topic.sourceConfigs().get(config);
    String target = topic.targetConfigs().get(config);
    if (source != null && target != null && Long.parseLong(target) < Long.parseLong(source)) {
      yellow(
          config,
          "the target %s: %s is %s on the source and %s on the target"
              .formatted(means, config, source, target));
    }
  }

  private void timestamps() {
    String config = "message.timestamp.type";
    String source = topic.sourceConfigs().get(config);
    String target = topic.targetConfigs().get(config);
    if (source != null && target != null && !source.equals(target)) {
      yellow(
          config,
          "%s is %s on the source and %s on the target: what reads by time reads elsewhere"
              .formatted(config, source, target));
    }
  }

  private static long limit(SortedMap<String, String> configs, String config) {
    long limit = Long.parseLong(configs.getOrDefault(config, String.valueOf(UNLIMITED)));
    return limit < 0 ? UNLIMITED : limit;
  }

  private static String shown(long limit) {
    return limit == UNLIMITED ? "unlimited" : String.valueOf(limit);
  }

  private void red(String config, String told) {
    findings.red(id(config), "topic " + topic.target() + ": " + told);
  }

  private void yellow(String config, String told) {
    findings.yellow(id(config), "topic " + topic.target() + ": " + told);
  }

  private String id(String config) {
    return "topic-config/" + topic.target() + "/" + config;
  }
}
