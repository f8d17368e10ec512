package io.tidegate.activities;

import io.tidegate.activities.kafka.PartitionOrder;
import io.tidegate.activities.kafka.SeedTag;
import io.tidegate.activities.proof.GroupProof;
import io.tidegate.activities.proof.OwnPositions;
import io.tidegate.parity.PartitionPair;
import io.tidegate.parity.Reset;
import io.tidegate.parity.Row;
import io.tidegate.runbooks.MigrationUnit;
import io.tidegate.runbooks.Position.Committed;
import io.tidegate.runbooks.Position.External;
import io.tidegate.runbooks.UnitGroup;
import io.tidegate.workflows.activity.Call;
import io.tidegate.workflows.view.Until;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;
import org.apache.kafka.common.TopicPartition;
import org.jspecify.annotations.Nullable;

/**
 * The rollback anchor of a unit: where its groups stood on the source when they had stopped. Stored
 * once, never changed.
 *
 * @param retention where the source's retention stood just before; null where it was not read
 */
record Anchor(
    String unit,
    String sourceClusterId,
    Instant at,
    List<GroupAnchor> groups,
    @Nullable Retention retention) {
  Anchor {
    groups = List.copyOf(groups);
  }

  /** The one of the call's unit; refused before quiesce has stored it. */
  static Anchor stored(Notes notes, Call call) {
    return notes
        .latestBody(call, Notes.Kind.ANCHOR, Anchor.class)
        .orElseThrow(
            () ->
                Fail.refused("unit " + call.unit() + " has no rollback anchor; quiesce stores it"));
  }

  Anchor with(@Nullable Retention read) {
    return new Anchor(unit, sourceClusterId, at, groups, read);
  }

  /** Until when the source keeps what this needs; empty where nothing expires. */
  Optional<Until> kept() {
    return Optional.ofNullable(retention).flatMap(Retention::until);
  }

  /**
   * @param positions every partition of the group's topics, by topic and partition
   */
  record GroupAnchor(String group, List<Position> positions) {
    GroupAnchor {
      positions = List.copyOf(positions);
    }

    Optional<Position> of(String topic, int partition) {
      return positions.stream()
          .filter(at -> at.topic().equals(topic) && at.partition() == partition)
          .findFirst();
    }

    /** Of an application that keeps its own positions: what it said. */
    OwnPositions told() {
      SortedMap<TopicPartition, Long> offsets = new TreeMap<>(PartitionOrder.BY_NAME);
      for (Position at : positions) {
        Long offset = at.committed();
        if (offset != null) {
          offsets.put(new TopicPartition(at.topic(), at.partition()), offset);
        }
      }
      return new OwnPositions.Told(offsets);
    }

    List<Position> of(String topic) {
      return positions.stream().filter(at -> at.topic().equals(topic)).toList();
    }

    /** The application keeps text beside its offsets, so ours would be read by it. */
    boolean hasText() {
      return positions.stream()
          .map(Position::metadata)
          .anyMatch(text -> text != null && !text.isEmpty() && !SeedTag.isOurs(text));
    }
  }

  /**
   * @param committed what the application said, where it keeps its own positions; null where the
   *     group has no commit, or it no position
   * @param unproven why it could not be told; null in every stored anchor
   * @param begin of the source's log at that moment
   * @param end of the source's log at that moment
   */
  record Position(
      String topic,
      int partition,
      @Nullable Long committed,
      @Nullable String metadata,
      @Nullable String unproven,
      long begin,
      long end) {

    /**
     * Where the group would start on the source: its commit, else what its policy makes of none.
     */
    long resolved(UnitGroup declared) {
      if (committed != null) {
        return committed;
      }
      return declared.uncommitted() == Reset.LATEST ? end : begin;
    }
  }

  GroupAnchor group(String group) {
    return groups.stream()
        .filter(anchor -> anchor.group().equals(group))
        .findFirst()
        .orElseThrow(
            () ->
                Fail.refused(
                    "the rollback anchor of unit " + unit + " has no group \"" + group + "\""));
  }

  /**
   * Where a proof was taken of another position than this, one line each. The anchor holds commits,
   * and what applications say; of another declared position the offset is not compared.
   */
  List<String> differences(MigrationUnit unit, List<GroupProof> proofs) {
    List<String> lines = new ArrayList<>();
    for (GroupProof proof : proofs) {
      GroupAnchor anchor = group(proof.group());
      var position = Decisive.declared(unit, proof).position();
      boolean held = position instanceof Committed || position instanceof External;
      for (Row row : proof.partitions()) {
        PartitionPair pair = row.pair();
        if (pair.isRepartitioned()) {
          if (row.resume() != null && anchor.of(pair.topic()).isEmpty()) {
            lines.add(nothingTakesBack(proof, pair));
          }
          continue;
        }
        boolean known = row.committed() != null || row.resume() != null;
        Optional<Position> at = anchor.of(pair.topic(), pair.sourcePartition());
        Long stored = at.map(Position::committed).orElse(null);
        if (known && at.isEmpty()) {
          lines.add(nothingTakesBack(proof, pair));
        } else if (known && held && !Objects.equals(stored, row.committed())) {
          lines.add(
              "group %s on %s moved after it had stopped: the rollback anchor is %s, it is at %s now"
                  .formatted(proof.group(), pair.name(), text(stored), text(row.committed())));
        }
      }
    }
    return lines;
  }

  private static String nothingTakesBack(GroupProof proof, PartitionPair pair) {
    return "group %s on %s is not in the rollback anchor, so nothing would take it back"
        .formatted(proof.group(), pair.name());
  }

  private static String text(@Nullable Long offset) {
    return offset == null ? "no commit" : offset.toString();
  }
}
