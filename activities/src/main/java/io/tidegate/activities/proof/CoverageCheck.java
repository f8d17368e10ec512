package io.tidegate.activities.proof;

import io.tidegate.activities.kafka.Cluster;
import io.tidegate.activities.kafka.Committed;
import io.tidegate.activities.kafka.KafkaFailure;
import io.tidegate.activities.kafka.LogEnds;
import io.tidegate.parity.LogUnavailable;
import io.tidegate.parity.Row;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import org.apache.kafka.common.TopicPartition;

/**
 * Compares topics that no group reads, as a reader would find them that starts where the source's
 * logs begin. Used once.
 */
final class CoverageCheck {
  private final Cluster source;
  private final Cluster target;
  private final Profiles profiles;
  private final Budget budget;
  private final KeptSyncs kept;
  private final ProofRequest request;
  private final SideBySide beside;

  CoverageCheck(
      Cluster source,
      Cluster target,
      Profiles profiles,
      Budget budget,
      KeptSyncs kept,
      ProofRequest request,
      SideBySide beside) {
    this.source = source;
    this.target = target;
    this.profiles = profiles;
    this.budget = budget;
    this.kept = kept;
    this.request = request;
    this.beside = beside;
  }

  /** One answer a topic, in the order asked. */
  List<TopicCoverage> run() {
    List<String> topics = request.only();
    return topics == null ? List.of() : topics.stream().map(this::of).toList();
  }

  private TopicCoverage of(String topic) {
    try {
      Frames frame = beside.one("topics described", () -> frame(topic));
      if (frame instanceof Frames.None none) {
        return TopicCoverage.unproven(topic, none.why());
      }
      Frames.Both both = (Frames.Both) frame;
      List<Row> rows = rows(both);
      String broken = both.seenAgain(beside.one("topics described", () -> frame(topic))).broken();
      return broken == null ? TopicCoverage.of(topic, rows) : TopicCoverage.unproven(topic, broken);
    } catch (LogUnavailable | KafkaFailure failed) {
      Away.passing(failed, source, target);
      return TopicCoverage.unproven(topic, String.valueOf(failed.getMessage()));
    }
  }

  private Frames frame(String topic) {
    return Frames.of(source, topic, target, request.onTarget(topic).orElse(topic));
  }

  private List<Row> rows(Frames.Both both) {
    Map<TopicPartition, Committed> begins = begins(both);
    if (!both.frame().samePartitionCount()) {
      return new RepartitionedCheck(source, target, profiles, request, beside)
          .from(both, begins, false);
    }
    Findings besides = new Findings(request.group()); // of hints, which the groups' proofs tell too
    Hints hints = new Hints(source, target, request, kept, beside, besides);
    Calibrations calibrations = new Calibrations(source, target, profiles, budget, beside);
    return new PairCheck(source, target, calibrations, budget, request, beside, hints)
        .from(List.of(new TopicPair(both)), begins);
  }

  private Map<TopicPartition, Committed> begins(Frames.Both both) {
    List<TopicPartition> partitions =
        IntStream.range(0, both.source().partitions())
            .filter(number -> !both.source().leaderless().contains(number))
            .mapToObj(number -> new TopicPartition(both.source().name(), number))
            .toList();
    Map<TopicPartition, Committed> begins = new HashMap<>();
    beside
        .one("reading of log begins", () -> new LogEnds(source).begins(partitions))
        .forEach((partition, begin) -> begins.put(partition, new Committed.At(begin, "")));
    return begins;
  }
}
