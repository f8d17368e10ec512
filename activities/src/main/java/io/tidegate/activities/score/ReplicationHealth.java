package io.tidegate.activities.score;

import io.tidegate.activities.kafka.BatchSample;
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
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.TimeUnit;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

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
 * alone. Where transactions are written, a source that grows up to twice as fast as the target may
 * do so by its markers.
 */
final class ReplicationHealth implements Check {
  static final Duration WINDOW = Duration.ofSeconds(1);

  /** So long a topic is watched before it is said to stand still: replicators work in batches. */
  private static final Duration STILL = Duration.ofSeconds(10);

  /** A window is short: rates this much apart are the same. */
  private static final double SAME = 1.1;

  /** At most, where each record is a transaction: itself and a marker. */
  private static final int OFFSETS_A_RECORD = 2;

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
   * @param pending records that were not on the target when they were counted, of the group that
   *     waits for most
   * @param left those that are missing still at the end of the window
   * @param transactions whether some of the source's offsets are markers
   */
  record Behind(
      String topic,
      double inPerSecond,
      double outPerSecond,
      long pending,
      long left,
      boolean transactions) {

    /** Of what is missing now; null where nothing comes. */
    @Nullable Duration arrivesIn() {
      return outPerSecond <= 0 ? null : Duration.ofMillis(Math.round(left * 1_000 / outPerSecond));
    }

    boolean fallsBehind() {
      return inPerSecond > outPerSecond * SAME * (transactions ? OFFSETS_A_RECORD : 1);
    }

    boolean isRed(Duration pauseBudget) {
      if (left == 0) {
        return false;
      }
      Duration arrives = arrivesIn();
      return arrives == null || fallsBehind() || arrives.compareTo(pauseBudget) > 0;
    }

    private String told(Duration pauseBudget) {
      String rates =
          "topic %s: %d records were not on the target, the source grows by %.1f and the target by %.1f offsets a second: "
              .formatted(topic, pending, inPerSecond, outPerSecond);
      if (left == 0) {
        return rates + "by where its logs end now they have arrived since; verify again";
      }
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
    Set<String> transactional = transactional(asked, missing);
    TopicEnds before = TopicEnds.before(asked, topics, STILL);
    pause(WINDOW.toMillis() - before.millisAgo());
    TopicEnds after = TopicEnds.of(asked, topics);
    while (after.seconds(before) < STILL.toSeconds()
        && standsStill(before, after, missing, transactional)) {
      pause(WINDOW.toMillis());
      after = TopicEnds.of(asked, topics);
    }
    Measured measured = measured(asked, topics, before, after, missing, transactional);
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
   * The topics that are seen to be written in transactions; asked only where something is missing.
   * The limit: one whose newest records, in the partitions that are looked at, are of a plain
   * producer or not there at all passes for a plain one, and gets no tolerance for markers.
   */
  private static Set<String> transactional(ScoreRequest asked, List<Missing> missing) {
    BatchSample sample = new BatchSample(asked.source());
    List<String> topics = missing.stream().map(Missing::topic).toList();
    Set<String> transactional = new HashSet<>();
    for (int from = 0; from < topics.size(); from += BatchSample.PARTITIONS_MAX) {
      int to = Math.min(topics.size(), from + BatchSample.PARTITIONS_MAX);
      transactional.addAll(sample.of(topics.subList(from, to)).transactional());
    }
    return transactional;
  }

  private static boolean standsStill(
      TopicEnds before, TopicEnds after, List<Missing> missing, Set<String> transactional) {
    return missing.stream()
        .anyMatch(
            topic ->
                topic.left(after, transactional.contains(topic.topic())) > 0
                    && after.grownOnTarget(before, Set.of(topic.target())) <= 0);
  }

  private static Measured measured(
      ScoreRequest asked,
      List<TopicSides> topics,
      TopicEnds before,
      TopicEnds after,
      List<Missing> missing,
      Set<String> transactional) {
    double seconds = after.seconds(before);
    return Measured.of(
        Duration.ofMillis(Math.round(seconds * 1_000)),
        after.grownOnSource(before, names(topics, TopicSides::source)) / seconds,
        after.grownOnTarget(before, names(topics, TopicSides::target)) / seconds,
        asked.proofs().stream().mapToLong(proof -> pending(proof.partitions())).max().orElse(0),
        behind(before, after, missing, transactional),
        asked.unit().maxPause());
  }

  /**
   * @param transactional topics whose records have markers between them; no other gets that much
   *     more
   */
  static List<Behind> behind(
      TopicEnds before, TopicEnds after, List<Missing> missing, Set<String> transactional) {
    double seconds = after.seconds(before);
    List<Behind> behind = new ArrayList<>();
    for (Missing topic : missing) {
      boolean transactions = transactional.contains(topic.topic());
      behind.add(
          new Behind(
              topic.topic(),
              after.grownOnSource(before, Set.of(topic.topic())) / seconds,
              after.grownOnTarget(before, Set.of(topic.target())) / seconds,
              topic.pending(),
              topic.left(after, transactions),
              transactions));
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
