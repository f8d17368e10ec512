package io.tidegate.activities.score;

import io.tidegate.activities.kafka.Cluster;
import io.tidegate.activities.kafka.LogEnds;
import io.tidegate.activities.proof.GroupProof;
import io.tidegate.activities.score.Checked.Findings;
import io.tidegate.activities.score.Checked.Gap;
import io.tidegate.activities.score.ScoreRequest.TopicSides;
import io.tidegate.parity.LagEnvelope;
import io.tidegate.runbooks.Dimension;
import io.tidegate.runbooks.UnitGroup;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.function.Function;
import java.util.function.ToIntFunction;
import org.apache.kafka.common.IsolationLevel;
import org.apache.kafka.common.TopicPartition;
import org.jspecify.annotations.Nullable;

/**
 * Whether the replicator keeps up: how fast the unit's logs grow on both sides over a short window,
 * and how long what is not on the target yet takes at that rate. What is pending was counted record
 * by record in the proofs; within every group's lag envelope it is on its way. Beyond it, it has to
 * be there within the pause budget, else RED.
 *
 * <p>The limit: rates are of offsets, which count markers of transactions too, and of that window
 * alone.
 */
final class ReplicationHealth implements Check {
  static final Duration WINDOW = Duration.ofSeconds(1);

  @Override
  public String name() {
    return "replication";
  }

  @Override
  public Dimension dimension() {
    return Dimension.OPERATIONS;
  }

  /**
   * What was measured.
   *
   * @param inPerSecond offsets that the source's logs grew by
   * @param outPerSecond the same on the target
   * @param pending records that are not on the target yet, of the group that waits for most
   * @param withinEnvelopes whether every group tolerates that
   * @param convergesIn null where it never does at that rate
   */
  record Measured(
      Duration window,
      double inPerSecond,
      double outPerSecond,
      long pending,
      boolean withinEnvelopes,
      @Nullable Duration convergesIn,
      Duration pauseBudget) {

    static Measured of(
        double inPerSecond,
        double outPerSecond,
        long pending,
        boolean withinEnvelopes,
        Duration pauseBudget) {
      return new Measured(
          WINDOW,
          inPerSecond,
          outPerSecond,
          pending,
          withinEnvelopes,
          convergence(pending, outPerSecond - inPerSecond),
          pauseBudget);
    }

    private static @Nullable Duration convergence(long pending, double netPerSecond) {
      if (pending == 0) {
        return Duration.ZERO;
      }
      return netPerSecond <= 0
          ? null
          : Duration.ofMillis(Math.round(pending * 1_000 / netPerSecond));
    }
  }

  @Override
  public Checked check(ScoreRequest asked) {
    List<TopicSides> topics = asked.topics().stream().filter(TopicSides::exists).toList();
    if (topics.isEmpty()
        || asked.proofs().stream().allMatch(proof -> proof.partitions().isEmpty())) {
      return Checked.not(this, Gap.SAMPLED_EMPTY, "no partition of the unit was proven");
    }
    List<TopicPartition> onSource =
        partitions(topics, TopicSides::source, TopicSides::sourcePartitions);
    List<TopicPartition> onTarget =
        partitions(topics, TopicSides::target, TopicSides::targetPartitions);
    long began = System.nanoTime();
    long sourceBefore = sum(asked.source(), onSource);
    long targetBefore = sum(asked.target(), onTarget);
    pause();
    long sourceAfter = sum(asked.source(), onSource);
    long targetAfter = sum(asked.target(), onTarget);
    double seconds = (System.nanoTime() - began) / 1e9;
    Measured measured =
        Measured.of(
            (sourceAfter - sourceBefore) / seconds,
            (targetAfter - targetBefore) / seconds,
            asked.proofs().stream().mapToLong(ReplicationHealth::pending).max().orElse(0),
            asked.proofs().stream().allMatch(proof -> tolerates(asked, proof)),
            asked.unit().maxPause());
    return Checked.of(this, findings(measured), measured);
  }

  static Findings findings(Measured measured) {
    Findings findings = new Findings();
    Duration converges = measured.convergesIn();
    if (measured.withinEnvelopes()) {
      return findings;
    }
    String rates =
        "%d records are not on the target, the source grows by %.1f and the target by %.1f offsets a second"
            .formatted(measured.pending(), measured.inPerSecond(), measured.outPerSecond());
    if (converges == null) {
      return findings.red("cannot-converge", rates + ": it never catches up at that rate");
    }
    if (converges.compareTo(measured.pauseBudget()) > 0) {
      return findings.red(
          "cannot-converge",
          "%s: it catches up in %s, the pause budget is %s"
              .formatted(rates, converges, measured.pauseBudget()));
    }
    return findings.yellow("behind", rates + ": it catches up in " + converges);
  }

  private static boolean tolerates(ScoreRequest asked, GroupProof proof) {
    LagEnvelope envelope =
        asked.unit().groupNamed(proof.group()).map(UnitGroup::lagEnvelope).orElseThrow();
    Duration age =
        proof.partitions().stream()
            .map(row -> row.counts().pendingAge())
            .max(Duration::compareTo)
            .orElse(Duration.ZERO);
    return envelope.holds(pending(proof), age);
  }

  private static long pending(GroupProof proof) {
    return proof.partitions().stream().mapToLong(row -> row.counts().pending()).sum();
  }

  private static List<TopicPartition> partitions(
      List<TopicSides> topics, Function<TopicSides, String> name, ToIntFunction<TopicSides> count) {
    List<TopicPartition> partitions = new ArrayList<>();
    for (TopicSides topic : topics) {
      for (int partition = 0; partition < count.applyAsInt(topic); partition++) {
        partitions.add(new TopicPartition(name.apply(topic), partition));
      }
    }
    return partitions;
  }

  private static long sum(Cluster cluster, Collection<TopicPartition> partitions) {
    Map<TopicPartition, Long> ends =
        new LogEnds(cluster).ends(partitions, IsolationLevel.READ_UNCOMMITTED);
    return ends.values().stream().mapToLong(Long::longValue).sum();
  }

  private static void pause() {
    try {
      TimeUnit.MILLISECONDS.sleep(WINDOW.toMillis());
    } catch (InterruptedException stopped) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException("interrupted while the replication was measured", stopped);
    }
  }
}
