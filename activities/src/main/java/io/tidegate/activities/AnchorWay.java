package io.tidegate.activities;

import io.tidegate.activities.RollbackSheet.Place;
import io.tidegate.activities.kafka.LogEnds;
import io.tidegate.activities.proof.GroupProof;
import io.tidegate.parity.PartitionPair;
import io.tidegate.parity.Row;
import io.tidegate.runbooks.UnitGroup;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import org.apache.kafka.common.IsolationLevel;
import org.apache.kafka.common.TopicPartition;

/**
 * The way back where no commit on the target says what was delivered there: to the rollback anchor,
 * or to what was mapped last, with all that follows it on the source as the bound of what is
 * delivered again. Never exact.
 */
final class AnchorWay {
  private AnchorWay() {}

  /** The rollback anchor itself, for a unit that has nothing better. */
  static RollbackSheet whole(Plan plan, Anchor anchor, String why, Instant now) {
    List<Place> places = new ArrayList<>();
    for (UnitGroup group : plan.unit().groups()) {
      for (Anchor.Position at : anchor.group(group.group()).positions()) {
        places.add(atAnchor(group, at, why, now));
      }
    }
    return bounded(plan, new RollbackSheet(plan.unit().unit(), now, places), Place::reason, now);
  }

  /**
   * Where the partition counts differ, no one target position stands for a source partition: each
   * of those goes back to its anchor, with all that follows it as the bound of what comes again.
   */
  static List<Place> ofRepartitioned(
      Plan plan, UnitGroup declared, Anchor anchor, GroupProof proof, Instant at) {
    List<Place> places =
        proof.partitions().stream()
            .map(Row::pair)
            .filter(PartitionPair::isRepartitioned)
            .map(PartitionPair::topic)
            .distinct()
            .flatMap(topic -> anchor.group(proof.group()).of(topic).stream())
            .map(
                stood ->
                    atAnchor(
                        declared,
                        stood,
                        "the partition counts of "
                            + stood.topic()
                            + " differ, so it goes back to the rollback anchor",
                        at))
            .toList();
    return places.isEmpty()
        ? places
        : bounded(plan, new RollbackSheet(plan.unit().unit(), at, places), Place::reason, at)
            .places();
  }

  /** No commit on the target says what was delivered there. */
  static List<Place> ofOwn(Plan plan, UnitGroup declared, Anchor anchor, Instant at) {
    String why =
        "group "
            + declared.group()
            + " keeps its own positions, so it goes back to the rollback anchor";
    List<Place> places =
        anchor.group(declared.group()).positions().stream()
            .map(stood -> atAnchor(declared, stood, why, at))
            .toList();
    return bounded(plan, new RollbackSheet(plan.unit().unit(), at, places), Place::reason, at)
        .places();
  }

  private static Place atAnchor(UnitGroup group, Anchor.Position at, String why, Instant now) {
    return new Place(
        group.group(),
        at.topic(),
        at.partition(),
        at.resolved(group),
        null,
        0,
        0,
        false,
        why,
        now,
        null);
  }

  /**
   * The positions of an earlier sheet, with all that follows them on the source as the bound of
   * what is delivered again.
   */
  static RollbackSheet bounded(
      Plan plan, RollbackSheet earlier, Function<Place, String> why, Instant now) {
    List<TopicPartition> partitions =
        earlier.places().stream()
            .map(at -> new TopicPartition(at.topic(), at.partition()))
            .toList();
    Map<TopicPartition, Long> begins = new LogEnds(plan.source()).begins(partitions);
    Map<TopicPartition, Long> ends =
        new LogEnds(plan.source()).ends(partitions, IsolationLevel.READ_UNCOMMITTED);
    List<Place> places = new ArrayList<>();
    for (Place at : earlier.places()) {
      TopicPartition partition = new TopicPartition(at.topic(), at.partition());
      long position = Math.max(at.position(), begins.getOrDefault(partition, 0L));
      long bound = Math.max(0, ends.getOrDefault(partition, position) - position);
      places.add(
          new Place(
              at.group(),
              at.topic(),
              at.partition(),
              position,
              at.targetCommitted(),
              bound,
              at.stranded(),
              false,
              why.apply(at),
              at.mappedAt(),
              at.passed()));
    }
    return new RollbackSheet(earlier.unit(), now, places);
  }
}
