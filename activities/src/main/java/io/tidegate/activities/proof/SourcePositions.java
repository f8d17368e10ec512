package io.tidegate.activities.proof;

import io.tidegate.activities.kafka.Checkpoints;
import io.tidegate.activities.kafka.Checkpoints.Checkpoint;
import io.tidegate.activities.kafka.Cluster;
import io.tidegate.activities.kafka.Committed;
import io.tidegate.activities.kafka.KafkaFailure;
import io.tidegate.activities.kafka.KafkaLog;
import io.tidegate.activities.kafka.KafkaUnavailable;
import io.tidegate.parity.LogUnavailable;
import io.tidegate.parity.PartitionLog;
import io.tidegate.parity.PartitionPair;
import io.tidegate.parity.Positions;
import io.tidegate.parity.Row;
import io.tidegate.parity.SourcePosition;
import io.tidegate.runbooks.Position;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import org.apache.kafka.common.TopicPartition;

/**
 * Where a group stands on the source, where its owner declared something else than its commits. A
 * proof is then of that place: its row shows it as {@code committed}, and its reason names it.
 * Nothing stands in for a place that cannot be found.
 */
final class SourcePositions {
  private final Cluster source;
  private final Cluster target;
  private final ProofRequest request;
  private final ReplicatorNotes notes;
  private final SideBySide beside;

  SourcePositions(
      Cluster source,
      Cluster target,
      ProofRequest request,
      ReplicatorNotes notes,
      SideBySide beside) {
    this.source = source;
    this.target = target;
    this.request = request;
    this.notes = notes;
    this.beside = beside;
  }

  /**
   * By source partition, each with an answer; empty where it is the commits that count.
   *
   * @throws KafkaUnavailable if a cluster does not answer
   */
  Map<TopicPartition, Committed> declared(List<PartitionPair> pairs) {
    Position position = request.position();
    Optional<OwnPositions> own = request.ownPositions();
    if (own.isPresent()) {
      Map<TopicPartition, Committed> positions = new HashMap<>();
      pairs.forEach(pair -> positions.put(onSource(pair), own.get().on(onSource(pair))));
      return positions;
    }
    if (position instanceof Position.Checkpoint) {
      return checkpoints(pairs);
    }
    if (position instanceof Position.Timestamp timestamp) {
      return each(pairs, log -> Positions.firstAtOrAfter(log, timestamp.at()));
    }
    if (position instanceof Position.Marker marker) {
      return each(pairs, log -> Positions.afterLast(log, marker.header(), marker.value()));
    }
    return Map.of();
  }

  /** The row with what it is a proof of in its reason, where that is not the commit. */
  static Row named(Position position, Row row) {
    return position instanceof Position.Committed
        ? row
        : row.withReason(row.reason() + " (its position is the " + position.told() + ")");
  }

  private Map<TopicPartition, Committed> each(
      List<PartitionPair> pairs, Function<PartitionLog, SourcePosition> find) {
    List<Committed> found =
        beside.each(
            "positions found",
            pairs,
            pair -> found(new KafkaLog(source, onSource(pair), request.isolation()), find));
    Map<TopicPartition, Committed> positions = new HashMap<>();
    for (int i = 0; i < pairs.size(); i++) {
      positions.put(onSource(pairs.get(i)), found.get(i));
    }
    return positions;
  }

  private Committed found(PartitionLog log, Function<PartitionLog, SourcePosition> find) {
    try {
      SourcePosition position = find.apply(log);
      return position instanceof SourcePosition.At at
          ? new Committed.At(at.offset(), "")
          : new Committed.Unproven(((SourcePosition.Nowhere) position).why());
    } catch (LogUnavailable failed) {
      Away.passing(failed, source);
      return new Committed.Unproven(String.valueOf(failed.getMessage()));
    }
  }

  private Map<TopicPartition, Committed> checkpoints(List<PartitionPair> pairs) {
    Map<TopicPartition, Committed> positions = new HashMap<>();
    String topic = request.checkpoints();
    if (topic == null) {
      return all(
          pairs, "the replicator is not one that writes checkpoints; declare another position");
    }
    Checkpoints told = new Checkpoints(target, topic);
    try {
      Map<TopicPartition, Checkpoint> newest =
          notes.checkpoints(topic, request.group()).orElse(null);
      if (newest == null) {
        return all(pairs, told + " does not exist; let MirrorMaker write it");
      }
      for (PartitionPair pair : pairs) {
        Checkpoint checkpoint =
            newest.get(new TopicPartition(pair.targetTopic(), pair.targetPartition()));
        positions.put(
            onSource(pair),
            checkpoint == null
                ? new Committed.Unproven(
                    told
                        + " has none of group "
                        + request.group()
                        + " for "
                        + pair.targetTopic()
                        + "-"
                        + pair.targetPartition()
                        + "; wait for one, or declare another position")
                : new Committed.At(checkpoint.upstream(), ""));
      }
      return positions;
    } catch (LogUnavailable | KafkaFailure failed) {
      Away.passing(failed, target);
      return all(pairs, String.valueOf(failed.getMessage()));
    }
  }

  private static Map<TopicPartition, Committed> all(List<PartitionPair> pairs, String why) {
    Map<TopicPartition, Committed> positions = new HashMap<>();
    pairs.forEach(pair -> positions.put(onSource(pair), new Committed.Unproven(why)));
    return positions;
  }

  private static TopicPartition onSource(PartitionPair pair) {
    return new TopicPartition(pair.topic(), pair.sourcePartition());
  }
}
