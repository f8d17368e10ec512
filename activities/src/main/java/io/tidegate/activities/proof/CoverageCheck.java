package io.tidegate.activities.proof;

import io.tidegate.activities.kafka.Cluster;
import io.tidegate.activities.kafka.Committed;
import io.tidegate.activities.kafka.KafkaFailure;
import io.tidegate.activities.kafka.LogEnds;
import io.tidegate.parity.LogUnavailable;
import io.tidegate.parity.Row;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Supplier;
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
  private final ReplicatorNotes notes;
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
    this.notes = new ReplicatorNotes(source, target, List.of(request), beside);
    this.beside = beside;
  }

  /** One answer a topic, in the order asked. */
  List<TopicCoverage> run() {
    List<String> topics = request.only();
    if (topics == null) {
      return List.of();
    }
    List<Looked> looked = topics.stream().map(this::look).toList();
    return looked.stream().map(this::covered).toList();
  }

  /** A topic before it is compared. */
  private sealed interface Looked {
    /** Nothing of it has to be compared. */
    record Answered(TopicCoverage coverage) implements Looked {}

    /** Its partitions are other ones on the target. */
    record Repartitioned(Frames.Both both, Map<TopicPartition, Committed> begins)
        implements Looked {}

    /**
     * Its partitions are the same on both sides.
     *
     * @param leaderless rows of those that cannot be read
     */
    record Paired(Frames.Both both, PairCheck check, List<Piece> pieces, List<Row> leaderless)
        implements Looked {}
  }

  private Looked look(String topic) {
    try {
      Frames frame = beside.one("topics described", () -> frame(topic));
      if (frame instanceof Frames.None none) {
        return new Looked.Answered(TopicCoverage.unproven(topic, none.why()));
      }
      Frames.Both both = (Frames.Both) frame;
      Map<TopicPartition, Committed> begins = begins(both);
      return both.frame().samePartitionCount()
          ? paired(both, begins)
          : new Looked.Repartitioned(both, begins);
    } catch (LogUnavailable | KafkaFailure failed) {
      return new Looked.Answered(failed(topic, failed));
    }
  }

  private Looked paired(Frames.Both both, Map<TopicPartition, Committed> begins) {
    Findings besides = new Findings(request.group()); // of hints, which the groups' proofs tell too
    Hints hints = new Hints(request, kept, notes, beside, besides);
    Calibrations calibrations = new Calibrations(source, target, profiles, budget, beside);
    PairCheck check = new PairCheck(source, target, calibrations, budget, request, beside, hints);
    List<Row> leaderless = new ArrayList<>();
    List<Piece> pieces = check.from(List.of(new TopicPair(both)), begins, leaderless);
    return new Looked.Paired(both, check, pieces, leaderless);
  }

  private TopicCoverage covered(Looked looked) {
    if (looked instanceof Looked.Answered answered) {
      return answered.coverage();
    }
    if (looked instanceof Looked.Repartitioned other) {
      return covered(
          other.both(),
          () ->
              new RepartitionedCheck(source, target, profiles, request, beside)
                  .from(other.both(), other.begins(), false));
    }
    Looked.Paired same = (Looked.Paired) looked;
    return covered(
        same.both(),
        () -> {
          List<Row> rows = new ArrayList<>(same.leaderless());
          rows.addAll(same.check().rows(same.check().hinted(same.pieces())));
          return rows;
        });
  }

  private TopicCoverage covered(Frames.Both both, Supplier<List<Row>> compared) {
    String topic = both.source().name();
    try {
      List<Row> rows = compared.get();
      String broken = both.seenAgain(beside.one("topics described", () -> frame(topic))).broken();
      return broken == null ? TopicCoverage.of(topic, rows) : TopicCoverage.unproven(topic, broken);
    } catch (LogUnavailable | KafkaFailure failed) {
      return failed(topic, failed);
    }
  }

  private TopicCoverage failed(String topic, RuntimeException failed) {
    Away.passing(failed, source, target);
    return TopicCoverage.unproven(topic, String.valueOf(failed.getMessage()));
  }

  private Frames frame(String topic) {
    return Frames.of(source, topic, target, request.onTarget(topic).orElse(topic));
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
