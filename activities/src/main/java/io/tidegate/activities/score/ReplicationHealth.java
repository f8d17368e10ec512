package io.tidegate.activities.score;

import io.tidegate.activities.kafka.TransactionSample;
import io.tidegate.activities.kafka.TransactionSample.Written;
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
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.TimeUnit;
import java.util.function.Function;
import java.util.stream.Collectors;

/**
 * Whether the replicator keeps up: how fast the logs of each topic grow on both sides over a short
 * window, which begins before the proofs where those are short, and how long what is not on the
 * target yet takes at that rate. What is pending was counted record by record in the proofs; within
 * every group's lag envelope it is on its way. Beyond it, each topic by itself has to come on: one
 * that catches up says nothing about one that stands still. RED is a topic whose target does not
 * grow although records of it are missing there still, one that falls further behind, and one whose
 * missing records take longer than the pause budget to arrive: so long the application would stand.
 * What arrives within it is YELLOW, and so is what seems to have arrived since it was counted: the
 * next proof shows whether it has.
 *
 * <p>The limit: rates are of offsets, which count markers of transactions too, and of that window
 * alone. Where transactions are written, or no record of the topic could be looked at, a source
 * that grows up to twice as fast as the target may do so by its markers. What that look can miss:
 * {@link TransactionSample}.
 */
final class ReplicationHealth implements Check {
  static final Duration WINDOW = Duration.ofSeconds(1);

  /** So long a topic is watched before it is said to stand still: replicators work in batches. */
  private static final Duration STILL = Duration.ofSeconds(10);

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
                      .thenComparing(one -> one.left() > 0 && one.arrivesIn() == null)
                      .thenComparing(Behind::left)
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
    if (topics.isEmpty() && !asked.deniedTopics().isEmpty()) {
      return Checked.of(this, new Findings().denied(this, asked.deniedTopics()), Map.of());
    }
    if (topics.isEmpty()
        || asked.proofs().stream().allMatch(proof -> proof.partitions().isEmpty())) {
      return Checked.not(this, Gap.SAMPLED_EMPTY, "no partition of the unit was proven");
    }
    List<Missing> missing = beyondEnvelopes(asked, topics);
    Map<String, Written> written = written(asked, missing);
    TopicEnds before = TopicEnds.before(asked, topics, STILL);
    pause(WINDOW.toMillis() - before.millisAgo());
    TopicEnds after = TopicEnds.of(asked, topics);
    while (after.seconds(before) < STILL.toSeconds()
        && standsStill(before, after, missing, written)) {
      pause(WINDOW.toMillis());
      after = TopicEnds.of(asked, topics);
    }
    Measured measured = measured(asked, topics, before, after, missing, written);
    return Checked.of(this, findings(measured).denied(this, asked.deniedTopics()), measured);
  }

  /** By topic, what a group waits for that has more pending than it tolerates. */
  private static List<Missing> beyondEnvelopes(ScoreRequest asked, List<TopicSides> topics) {
    Map<String, String> targets = new HashMap<>();
    topics.forEach(topic -> targets.put(topic.source(), topic.target()));
    Map<String, Missing> beyond = new TreeMap<>();
    for (GroupProof proof : asked.proofs()) {
      if (!tolerates(asked, proof)) {
        Map<String, List<Row>> pending =
            proof.partitions().stream()
                .filter(row -> row.counts().pending() > 0)
                .collect(Collectors.groupingBy(row -> row.pair().topic()));
        pending.forEach(
            (topic, rows) ->
                beyond.merge(
                    topic,
                    new Missing(topic, targets.getOrDefault(topic, topic), pending(rows), rows),
                    (one, other) -> one.pending() >= other.pending() ? one : other));
      }
    }
    return List.copyOf(beyond.values());
  }

  /**
   * How the topics are written; asked only where something is missing, and of the partitions first
   * that miss most.
   */
  private static Map<String, Written> written(ScoreRequest asked, List<Missing> missing) {
    return new TransactionSample(asked.source())
        .of(
            missing.stream().map(Missing::topic).toList(),
            missing.stream().flatMap(topic -> topic.partitions().stream()).toList());
  }

  private static boolean standsStill(
      TopicEnds before, TopicEnds after, List<Missing> missing, Map<String, Written> written) {
    return missing.stream()
        .anyMatch(
            topic ->
                topic.left(after, how(topic, written).mayHaveMarkers()) > 0
                    && after.grownOnTarget(before, Set.of(topic.target())) <= 0);
  }

  private static Measured measured(
      ScoreRequest asked,
      List<TopicSides> topics,
      TopicEnds before,
      TopicEnds after,
      List<Missing> missing,
      Map<String, Written> written) {
    double seconds = after.seconds(before);
    return Measured.of(
        Duration.ofMillis(Math.round(seconds * 1_000)),
        after.grownOnSource(before, names(topics, TopicSides::source)) / seconds,
        after.grownOnTarget(before, names(topics, TopicSides::target)) / seconds,
        asked.proofs().stream().mapToLong(proof -> pending(proof.partitions())).max().orElse(0),
        behind(before, after, missing, written),
        asked.unit().maxPause());
  }

  private static Written how(Missing topic, Map<String, Written> written) {
    return written.getOrDefault(topic.topic(), Written.NOT_SEEN);
  }

  /**
   * @param written how each topic is; one that is not among them was not seen
   */
  static List<Behind> behind(
      TopicEnds before, TopicEnds after, List<Missing> missing, Map<String, Written> written) {
    double seconds = after.seconds(before);
    List<Behind> behind = new ArrayList<>();
    for (Missing topic : missing) {
      Written how = how(topic, written);
      behind.add(
          new Behind(
              topic.topic(),
              after.grownOnSource(before, Set.of(topic.topic())) / seconds,
              after.grownOnTarget(before, Set.of(topic.target())) / seconds,
              topic.pending(),
              topic.left(after, how.mayHaveMarkers()),
              how));
    }
    return behind;
  }

  private static Set<String> names(List<TopicSides> topics, Function<TopicSides, String> name) {
    return topics.stream().map(name).collect(Collectors.toSet());
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
    return envelope.holds(pending(proof.partitions()), age);
  }

  private static long pending(List<Row> rows) {
    return rows.stream().mapToLong(row -> row.counts().pending()).sum();
  }

  private static void pause(long millis) {
    try {
      TimeUnit.MILLISECONDS.sleep(Math.max(0, millis));
    } catch (InterruptedException stopped) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException("interrupted while the replication was measured", stopped);
    }
  }
}
