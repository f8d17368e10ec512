package io.tidegate.activities.score;

import io.tidegate.activities.kafka.Cluster;
import io.tidegate.activities.kafka.LogEnds;
import io.tidegate.activities.proof.GroupProof;
import io.tidegate.activities.score.Checked.Findings;
import io.tidegate.activities.score.Checked.Gap;
import io.tidegate.activities.score.ScoreRequest.TopicSides;
import io.tidegate.parity.LagEnvelope;
import io.tidegate.parity.Row;
import io.tidegate.runbooks.Dimension;
import io.tidegate.runbooks.UnitGroup;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.TimeUnit;
import java.util.function.Function;
import java.util.function.ToIntFunction;
import org.apache.kafka.common.IsolationLevel;
import org.apache.kafka.common.TopicPartition;
import org.jspecify.annotations.Nullable;

/**
 * Whether the replicator keeps up: how fast the logs of each topic grow on both sides over a short
 * window, and how long what is not on the target yet takes at that rate. What is pending was
 * counted record by record in the proofs; within every group's lag envelope it is on its way.
 * Beyond it, each topic by itself has to come on: one that catches up says nothing about one that
 * stands still. RED is a topic whose target does not grow although records of it are missing there,
 * one that falls further behind, and one whose missing records take longer than the pause budget to
 * arrive: so long the application would stand. What arrives within it is YELLOW.
 *
 * <p>The limit: rates are of offsets, which count markers of transactions too, and of that window
 * alone.
 */
final class ReplicationHealth implements Check {
  static final Duration WINDOW = Duration.ofSeconds(1);

  /** So long a topic is watched before it is said to stand still: replicators work in batches. */
  private static final Duration STILL = Duration.ofSeconds(10);

  /** A window is short: rates this much apart are the same. */
  private static final double SAME = 1.1;

  /** Topics that stand in the evidence, worst first. */
  private static final int TOPICS_MAX = 100;

  @Override
  public String name() {
    return "replication";
  }

  @Override
  public Dimension dimension() {
    return Dimension.OPERATIONS;
  }

  @Override
  public boolean isMadeAgain() {
    return false;
  }

  /**
   * One topic that has more pending than some group tolerates.
   *
   * @param inPerSecond offsets that the source's logs grew by
   * @param outPerSecond the same on the target
   * @param pending records that are not on the target yet, of the group that waits for most
   */
  record Behind(String topic, double inPerSecond, double outPerSecond, long pending) {

    /** Of what is pending now; null where nothing comes. */
    @Nullable Duration arrivesIn() {
      return outPerSecond <= 0
          ? null
          : Duration.ofMillis(Math.round(pending * 1_000 / outPerSecond));
    }

    boolean fallsBehind() {
      return inPerSecond > outPerSecond * SAME;
    }

    boolean isRed(Duration pauseBudget) {
      Duration arrives = arrivesIn();
      return arrives == null || fallsBehind() || arrives.compareTo(pauseBudget) > 0;
    }

    private String told(Duration pauseBudget) {
      String rates =
          "topic %s: %d records are not on the target, the source grows by %.1f and the target by %.1f offsets a second: "
              .formatted(topic, pending, inPerSecond, outPerSecond);
      Duration arrives = arrivesIn();
      if (arrives == null) {
        return rates + "the target stands still; look after the replicator";
      }
      if (fallsBehind()) {
        return rates + "it never catches up at that rate";
      }
      return rates
          + "they arrive in "
          + arrives
          + (arrives.compareTo(pauseBudget) > 0 ? ", the pause budget is " + pauseBudget : "");
    }
  }

  /**
   * What was measured.
   *
   * @param window how long it was looked
   * @param inPerSecond offsets that the source's logs grew by, of all topics together
   * @param outPerSecond the same on the target
   * @param pending records that are not on the target yet, of the group that waits for most
   * @param behind the topics of those groups that do not tolerate that; none where all do
   */
  record Measured(
      Duration window,
      double inPerSecond,
      double outPerSecond,
      long pending,
      List<Behind> behind,
      int topicsBehind,
      Duration pauseBudget) {

    static Measured of(
        Duration window,
        double inPerSecond,
        double outPerSecond,
        long pending,
        List<Behind> behind,
        Duration pauseBudget) {
      List<Behind> worstFirst =
          behind.stream()
              .sorted(
                  Comparator.comparing((Behind one) -> one.isRed(pauseBudget))
                      .thenComparing(one -> one.arrivesIn() == null)
                      .thenComparing(Behind::pending)
                      .reversed())
              .limit(TOPICS_MAX)
              .toList();
      return new Measured(
          window, inPerSecond, outPerSecond, pending, worstFirst, behind.size(), pauseBudget);
    }
  }

  @Override
  public Checked check(ScoreRequest asked) {
    List<TopicSides> topics = asked.topics().stream().filter(TopicSides::exists).toList();
    if (topics.isEmpty()
        || asked.proofs().stream().allMatch(proof -> proof.partitions().isEmpty())) {
      return Checked.not(this, Gap.SAMPLED_EMPTY, "no partition of the unit was proven");
    }
    Map<String, Long> pending = beyondEnvelopes(asked);
    Ends before = Ends.of(asked, topics);
    pause();
    Ends after = Ends.of(asked, topics);
    while (after.seconds(before) < STILL.toSeconds() && standsStill(before, after, pending)) {
      pause();
      after = Ends.of(asked, topics);
    }
    Measured measured =
        measured(
            before,
            after,
            pending,
            asked.proofs().stream().mapToLong(ReplicationHealth::pending).max().orElse(0),
            asked.unit().maxPause());
    return Checked.of(this, findings(measured), measured);
  }

  /** By topic, what a group waits for that has more pending than it tolerates. */
  private static Map<String, Long> beyondEnvelopes(ScoreRequest asked) {
    Map<String, Long> beyond = new TreeMap<>();
    for (GroupProof proof : asked.proofs()) {
      if (!tolerates(asked, proof)) {
        Map<String, Long> ofGroup = new HashMap<>();
        for (Row row : proof.partitions()) {
          if (row.counts().pending() > 0) {
            ofGroup.merge(row.pair().topic(), row.counts().pending(), Long::sum);
          }
        }
        ofGroup.forEach((topic, records) -> beyond.merge(topic, records, Math::max));
      }
    }
    return beyond;
  }

  private static boolean standsStill(Ends before, Ends after, Map<String, Long> pending) {
    return pending.keySet().stream()
        .anyMatch(topic -> grown(before.target(), after.target(), topic) <= 0);
  }

  private static Measured measured(
      Ends before, Ends after, Map<String, Long> pending, long most, Duration pauseBudget) {
    double seconds = after.seconds(before);
    List<Behind> behind = new ArrayList<>();
    pending.forEach(
        (topic, records) ->
            behind.add(
                new Behind(
                    topic,
                    grown(before.source(), after.source(), topic) / seconds,
                    grown(before.target(), after.target(), topic) / seconds,
                    records)));
    return Measured.of(
        Duration.ofMillis(Math.round(seconds * 1_000)),
        grown(before.source(), after.source()) / seconds,
        grown(before.target(), after.target()) / seconds,
        most,
        behind,
        pauseBudget);
  }

  static Findings findings(Measured measured) {
    Findings findings = new Findings();
    if (measured.behind().isEmpty()) {
      return findings;
    }
    Behind worst = measured.behind().get(0);
    int others = measured.topicsBehind() - 1;
    String told =
        worst.told(measured.pauseBudget())
            + (others > 0 ? "; " + others + " further topics are behind" : "");
    return worst.isRed(measured.pauseBudget())
        ? findings.red("cannot-converge", told)
        : findings.yellow("behind", told);
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

  /**
   * Where the logs of each topic end on both sides, summed and by the topic's name on the source.
   * Two calls, however many topics there are.
   */
  private record Ends(long atNanos, Map<String, Long> source, Map<String, Long> target) {
    static Ends of(ScoreRequest asked, List<TopicSides> topics) {
      long now = System.nanoTime();
      return new Ends(
          now,
          sums(asked.source(), topics, TopicSides::source, TopicSides::sourcePartitions),
          sums(asked.target(), topics, TopicSides::target, TopicSides::targetPartitions));
    }

    double seconds(Ends before) {
      return (atNanos - before.atNanos) / 1e9;
    }

    private static Map<String, Long> sums(
        Cluster cluster,
        List<TopicSides> topics,
        Function<TopicSides, String> name,
        ToIntFunction<TopicSides> count) {
      Map<TopicPartition, String> of = new HashMap<>();
      for (TopicSides topic : topics) {
        for (int partition = 0; partition < count.applyAsInt(topic); partition++) {
          of.put(new TopicPartition(name.apply(topic), partition), topic.source());
        }
      }
      Map<String, Long> sums = new HashMap<>();
      new LogEnds(cluster)
          .ends(of.keySet(), IsolationLevel.READ_UNCOMMITTED)
          .forEach((partition, end) -> sums.merge(of.getOrDefault(partition, ""), end, Long::sum));
      return sums;
    }
  }

  private static long grown(Map<String, Long> before, Map<String, Long> after, String topic) {
    return after.getOrDefault(topic, 0L) - before.getOrDefault(topic, 0L);
  }

  private static long grown(Map<String, Long> before, Map<String, Long> after) {
    return after.keySet().stream().mapToLong(topic -> grown(before, after, topic)).sum();
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
