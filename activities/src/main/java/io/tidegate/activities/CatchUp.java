package io.tidegate.activities;

import io.tidegate.activities.kafka.LogEnds;
import java.time.Duration;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.apache.kafka.common.IsolationLevel;
import org.apache.kafka.common.TopicPartition;
import org.jspecify.annotations.Nullable;

/**
 * How the target keeps up with the source while groups are read on: offsets, so that what is
 * invisible counts too.
 *
 * @param overMillis between the two looks, {@link #LEAST} or more
 * @param behindAtMost on the source, not come to at the end
 * @param convergesWithinMillis what is behind takes so long at the target's rate, if nothing more
 *     is written; null where the target stood still while something was behind
 */
record CatchUp(
    long overMillis,
    double sourcePerSecond,
    double targetPerSecond,
    long behindAtMost,
    @Nullable Long convergesWithinMillis) {
  /** In less a log grows by one batch or by none, and a rate says nothing. */
  static final Duration LEAST = Duration.ofSeconds(1);

  /** A sum of each side's ends. */
  static CatchUp of(long overMillis, long source, long target, long behindAtMost) {
    double seconds = Math.max(1, overMillis) / 1000.0;
    double perSecond = target / seconds;
    Long converges = null;
    if (behindAtMost == 0) {
      converges = 0L;
    } else if (target > 0) {
      converges = (long) Math.ceil(behindAtMost / perSecond * 1000);
    }
    return new CatchUp(overMillis, source / seconds, perSecond, behindAtMost, converges);
  }

  /**
   * What several groups have not come to: a partition that more than one of them reads counts once,
   * as of the one that is furthest behind.
   *
   * @param groups of each, offsets by partition of the source
   */
  static long behindAtMost(Collection<Map<TopicPartition, Long>> groups) {
    Map<TopicPartition, Long> most = new HashMap<>();
    groups.forEach(
        group -> group.forEach((partition, behind) -> most.merge(partition, behind, Math::max)));
    return Ends.sum(most.values());
  }

  /** One clause. */
  String told() {
    String rates =
        String.format(
            Locale.ROOT,
            "the source grew by %.1f a second, the target by %.1f, at most %d behind at the end",
            sourcePerSecond,
            targetPerSecond,
            behindAtMost);
    if (behindAtMost == 0) {
      return rates;
    }
    return convergesWithinMillis == null
        ? rates + ", and the target stood still: no time to converge"
        : rates
            + String.format(
                Locale.ROOT,
                ", time to converge %.1f s if nothing more is written",
                convergesWithinMillis / 1000.0);
  }

  /**
   * Sums of the ends of both sides' logs at one moment.
   *
   * @param atNanos on the monotonic clock
   */
  record Ends(long atNanos, long source, long target) {
    static Ends of(Plan plan, List<ShadowReading> groups) {
      long at = System.nanoTime();
      Map<TopicPartition, Long> source = new HashMap<>();
      Map<TopicPartition, Long> target = new HashMap<>();
      for (ShadowReading group : groups) {
        source.putAll(
            new LogEnds(plan.source()).ends(group.onSource(), IsolationLevel.READ_UNCOMMITTED));
        target.putAll(
            new LogEnds(plan.target()).ends(group.onTarget(), IsolationLevel.READ_UNCOMMITTED));
      }
      return new Ends(at, sum(source.values()), sum(target.values()));
    }

    private static long sum(Collection<Long> ends) {
      return ends.stream().mapToLong(Long::longValue).sum();
    }

    /** Whether a rate may be told from here on. */
    boolean isLongAgo() {
      return System.nanoTime() - atNanos >= LEAST.toNanos();
    }

    /** Where reading ended sooner. */
    void awaitLongAgo(Pulse pulse) {
      while (!isLongAgo()) {
        pulse.beat();
        Poll.pause(Duration.ofMillis(100));
      }
    }

    CatchUp until(Ends later, long behindAtMost) {
      return CatchUp.of(
          Duration.ofNanos(later.atNanos - atNanos).toMillis(),
          later.source - source,
          later.target - target,
          behindAtMost);
    }
  }
}
