package io.tidegate.activities.proof;

import io.tidegate.activities.kafka.Cluster;
import io.tidegate.activities.kafka.Committed;
import io.tidegate.activities.kafka.KafkaFailure;
import io.tidegate.activities.kafka.KafkaLog;
import io.tidegate.activities.kafka.LogEnds;
import io.tidegate.activities.kafka.TopicFacts;
import io.tidegate.parity.Calibration;
import io.tidegate.parity.Calibration.Calibrated;
import io.tidegate.parity.LogUnavailable;
import io.tidegate.parity.PartitionLog;
import io.tidegate.parity.PartitionPair;
import io.tidegate.parity.Repartitioned;
import io.tidegate.parity.RepartitionedTopic;
import io.tidegate.parity.Resolver;
import io.tidegate.parity.Row;
import io.tidegate.runbooks.Side;
import java.time.Clock;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import org.apache.kafka.common.IsolationLevel;
import org.apache.kafka.common.TopicPartition;
import org.jspecify.annotations.Nullable;

/** The rows of a topic that has other partitions on the target: one for each of those. */
final class RepartitionedCheck {
  private final Cluster source;
  private final Cluster target;
  private final Profiles profiles;
  private final ProofRequest request;
  private final SideBySide beside;
  private final Settling settling;
  private final Positions positions;

  RepartitionedCheck(
      Cluster source, Cluster target, Profiles profiles, ProofRequest request, SideBySide beside) {
    this.source = source;
    this.target = target;
    this.profiles = profiles;
    this.request = request;
    this.beside = beside;
    this.settling = new Settling(Clock.systemUTC(), beside.begun(), request.terms().settle());
    this.positions = new Positions(source, target, request.group(), beside, settling);
  }

  /**
   * @param places where the group stands
   * @param graded whether the target group's own offsets are read
   */
  List<Row> rows(Frames.Both both, SourcePositions places, boolean graded) {
    Map<TopicPartition, Committed> declared =
        places.declared(
            partitions(both.source().name(), both.source().partitions()).stream()
                .map(
                    from ->
                        new PartitionPair(
                            from.topic(), from.partition(), both.target().name(), from.partition()))
                .toList());
    return from(both, declared, graded);
  }

  /**
   * @param declared where to go on, by source partition; the commits where it has no entry
   */
  List<Row> from(Frames.Both both, Map<TopicPartition, Committed> declared, boolean graded) {
    return beside
        .one("proof of topic " + both.source().name(), () -> resolve(both, declared, graded))
        .stream()
        .map(row -> SourcePositions.named(request.position(), row))
        .toList();
  }

  private List<Row> resolve(
      Frames.Both both, Map<TopicPartition, Committed> declared, boolean graded) {
    Map<Integer, Long> onTarget = new HashMap<>();
    String leaderless = both.leaderless();
    if (leaderless != null) {
      return unproven(both, onTarget, leaderless);
    }
    try {
      if (graded) {
        onTarget(both, onTarget);
      }
      for (int look = 1; look <= Lots.LOOKS_MAX; look++) {
        Look seen = look(both, declared, onTarget);
        String truncated = seen.truncated();
        if (truncated != null) {
          return unproven(both, onTarget, truncated);
        }
        if (!seen.disturbed()) {
          return seen.rows();
        }
      }
      return unproven(both, onTarget, Lots.NEVER_STILL);
    } catch (LogUnavailable | KafkaFailure failed) {
      Away.passing(failed, source, target);
      return unproven(both, onTarget, String.valueOf(failed.getMessage()));
    }
  }

  /**
   * One look at all partitions.
   *
   * @param truncated which log lost records at its end meanwhile, in words; null for none
   * @param disturbed whether a leader changed, or an end was not known before: then what was read
   *     after the first ends may be gone
   */
  private record Look(List<Row> rows, @Nullable String truncated, boolean disturbed) {}

  private Look look(
      Frames.Both both, Map<TopicPartition, Committed> declared, Map<Integer, Long> onTarget) {
    List<EndsBefore> before =
        List.of(ends(source, Side.SOURCE, both.source()), ends(target, Side.TARGET, both.target()));
    List<Row> rows = resolveOrThrow(both, declared, onTarget);
    List<EndsBefore.Since> since = before.stream().map(EndsBefore::now).toList();
    return new Look(
        rows,
        since.stream().flatMap(one -> one.truncated().values().stream()).findFirst().orElse(null),
        since.stream().anyMatch(one -> !one.elected().isEmpty()) || known(before) < all(both));
  }

  private static int known(List<EndsBefore> before) {
    return before.stream().mapToInt(ends -> ends.ends().size()).sum();
  }

  private static int all(Frames.Both both) {
    return both.source().partitions() + both.target().partitions();
  }

  /** The target group's own offsets by partition, known even where nothing can be proven then. */
  private void onTarget(Frames.Both both, Map<Integer, Long> known) {
    for (TopicPartition partition : partitions(both.target().name(), both.target().partitions())) {
      Long offset = positions.onTarget(partition);
      if (offset != null) {
        known.put(partition.partition(), offset);
      }
    }
  }

  /** The positions come first: the ends that a proof rests on are read after them. */
  private List<Row> resolveOrThrow(
      Frames.Both both, Map<TopicPartition, Committed> declared, Map<Integer, Long> onTarget) {
    Calibration calibration = calibrate(both);
    if (!(calibration instanceof Calibrated calibrated)) {
      return unproven(both, onTarget, ((Calibration.Uncalibrated) calibration).why());
    }
    List<RepartitionedTopic.Source> sources = new ArrayList<>();
    for (TopicPartition partition : partitions(both.source().name(), both.source().partitions())) {
      Committed known = declared.get(partition);
      Committed committed = known == null ? positions.stable(partition) : known;
      if (committed instanceof Committed.Unproven unproven) {
        return unproven(both, onTarget, unproven.why());
      }
      sources.add(
          new RepartitionedTopic.Source(
              new KafkaLog(source, partition, request.isolation()),
              committed instanceof Committed.At at ? at.offset() : null));
    }
    List<RepartitionedTopic.Target> targets = new ArrayList<>();
    for (TopicPartition partition : partitions(both.target().name(), both.target().partitions())) {
      targets.add(
          new RepartitionedTopic.Target(
              pair(both, partition.partition()),
              new KafkaLog(target, partition, request.isolation()),
              onTarget.get(partition.partition())));
    }
    return new Repartitioned(Clock.systemUTC(), beside)
        .rows(
            new RepartitionedTopic(
                sources,
                targets,
                request.isolation(),
                calibrated.profile(),
                request.terms().withSettle(settling.left()),
                both.frame()));
  }

  /** Any partition of the target may hold records of any of the source. */
  private Calibration calibrate(Frames.Both both) {
    List<PartitionLog> sources = logs(source, both.source());
    List<PartitionLog> targets = logs(target, both.target());
    return profiles.of(
        both.source(),
        both.target(),
        request.isolation(),
        () ->
            new Resolver(Clock.systemUTC(), beside)
                .calibrateAcross(sources, targets, false, settling.left()));
  }

  private List<PartitionLog> logs(Cluster cluster, TopicFacts.Topic topic) {
    return partitions(topic.name(), topic.partitions()).stream()
        .<PartitionLog>map(partition -> new KafkaLog(cluster, partition, request.isolation()))
        .toList();
  }

  private static EndsBefore ends(Cluster cluster, Side side, TopicFacts.Topic topic) {
    return new EndsBefore(
        cluster,
        side,
        new LogEnds(cluster)
            .knownEnds(
                partitions(topic.name(), topic.partitions()), IsolationLevel.READ_UNCOMMITTED));
  }

  private static List<TopicPartition> partitions(String topic, int partitions) {
    return IntStream.range(0, partitions)
        .mapToObj(partition -> new TopicPartition(topic, partition))
        .toList();
  }

  private static List<Row> unproven(Frames.Both both, Map<Integer, Long> onTarget, String why) {
    return IntStream.range(0, both.target().partitions())
        .mapToObj(
            partition -> Row.unproven(pair(both, partition), null, onTarget.get(partition), why))
        .toList();
  }

  private static PartitionPair pair(Frames.Both both, int targetPartition) {
    return PartitionPair.repartitioned(both.source().name(), both.target().name(), targetPartition);
  }
}
