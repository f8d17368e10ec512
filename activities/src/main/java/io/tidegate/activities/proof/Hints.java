package io.tidegate.activities.proof;

import io.tidegate.activities.kafka.Checkpoints.Checkpoint;
import io.tidegate.activities.kafka.KafkaFailure;
import io.tidegate.activities.kafka.OffsetSyncs;
import io.tidegate.parity.Anchor;
import io.tidegate.parity.Hint;
import io.tidegate.parity.Light;
import io.tidegate.parity.LogUnavailable;
import io.tidegate.parity.NewestNote;
import io.tidegate.parity.PartitionPair;
import io.tidegate.parity.SyncNotes;
import io.tidegate.runbooks.Replication;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.OptionalLong;
import org.apache.kafka.common.TopicPartition;
import org.jspecify.annotations.Nullable;

/**
 * What is known beforehand of which source position became which target position, from everywhere
 * where somebody wrote it down. All of it is read again, and without it a proof only has to look
 * for longer; but where equal records leave open which of them was copied last, {@link #newest}
 * decides.
 */
final class Hints {
  private final ProofRequest request;
  private final KeptSyncs kept;
  private final ReplicatorNotes notes;
  private final SideBySide beside;
  private final Findings findings;
  private final Map<TopicPartition, KeptSyncs.Asked> asked = new HashMap<>();
  private List<TopicPair> topics = List.of();
  private volatile @Nullable OffsetSyncs readable;

  /**
   * @param notes of all groups of the check
   */
  Hints(
      ProofRequest request,
      KeptSyncs kept,
      ReplicatorNotes notes,
      SideBySide beside,
      Findings findings) {
    this.request = request;
    this.kept = kept;
    this.notes = notes;
    this.beside = beside;
    this.findings = findings;
  }

  /**
   * Says what {@link #near} will be asked, before any group of the check asks it.
   *
   * @param positions by source partition, of every partition of the topics that has one
   */
  void want(List<TopicPair> topics, Map<TopicPartition, OptionalLong> positions) {
    this.topics = topics;
    for (TopicPair topic : topics) {
      for (int number = 0; number < topic.both().source().partitions(); number++) {
        TopicPartition partition = new TopicPartition(topic.both().source().name(), number);
        asked.put(
            partition,
            new KeptSyncs.Asked(
                topic.both().source().id(),
                positions.getOrDefault(partition, OptionalLong.empty())));
      }
    }
    Replication.OffsetSyncs named = request.offsetSyncs();
    if (named != null) {
      Map<TopicPartition, OptionalLong> near = new HashMap<>();
      asked.forEach((partition, at) -> near.put(partition, at.position()));
      notes.want(named, near);
    }
  }

  /**
   * The hints nearest to each position that was wanted, by source partition, at most {@link
   * SyncNotes#BELOW_MAX} at or below it and {@link SyncNotes#ABOVE_MAX} above.
   */
  Map<TopicPartition, List<Hint>> near() {
    if (asked.isEmpty()) {
      return Map.of();
    }
    Map<TopicPartition, List<Hint>> journaled =
        beside.one("reading of the sync journal", () -> kept.near(asked));
    OffsetSyncs noted = ofTopic(!journaled.isEmpty());
    Map<TopicPartition, Checkpoint> checkpoints = ofCheckpoints();
    Map<TopicPartition, List<Hint>> nearest = new HashMap<>();
    asked.forEach(
        (partition, at) -> {
          List<Hint> all = new ArrayList<>(journaled.getOrDefault(partition, List.of()));
          if (noted != null) {
            all.addAll(noted.near(partition, at.position()));
          }
          Checkpoint checkpoint = checkpoints.get(partition);
          if (checkpoint != null && !repeats(checkpoint, all)) {
            all.add(new Hint(Anchor.SYNC, checkpoint.upstream(), checkpoint.downstream()));
          }
          nearest.put(partition, nearest(all, at.position().orElse(Long.MAX_VALUE)));
        });
    return nearest;
  }

  /**
   * What the replicator noted last of a partition that was wanted. Only its own topic tells: a
   * journal may lag behind it.
   */
  NewestNote newest(TopicPartition partition) {
    OffsetSyncs topic = readable;
    return topic == null ? NewestNote.NONE : () -> topic.newest(partition);
  }

  /** Several sources know the same notes, and each its nearest; so all of them are cut together. */
  static List<Hint> nearest(List<Hint> all, long position) {
    List<Hint> sorted =
        all.stream()
            .distinct()
            .sorted(
                Comparator.comparingLong(Hint::sourceOffset).thenComparingLong(Hint::targetOffset))
            .toList();
    int below = 0;
    while (below < sorted.size() && sorted.get(below).sourceOffset() <= position) {
      below++;
    }
    return sorted.subList(
        Math.max(0, below - SyncNotes.BELOW_MAX),
        Math.min(sorted.size(), below + SyncNotes.ABOVE_MAX));
  }

  /** MirrorMaker's notes, where the runbook says where they are; null where there are none. */
  private @Nullable OffsetSyncs ofTopic(boolean journaled) {
    Replication.OffsetSyncs named = request.offsetSyncs();
    if (named == null) {
      return null;
    }
    try {
      readable = notes.offsetSyncs(named).orElse(null);
      if (readable == null) {
        missed(notes.told(named) + " does not exist", journaled);
      }
    } catch (LogUnavailable | KafkaFailure failed) {
      missed("the offset syncs could not be read: " + failed.getMessage(), journaled);
    }
    return readable;
  }

  /**
   * Away from a note of its own a checkpoint is the offset after an earlier note: no pair of equal
   * records, and nothing that the note does not say.
   */
  static boolean repeats(Checkpoint checkpoint, List<Hint> notes) {
    return notes.stream()
        .anyMatch(
            note ->
                note.sourceOffset() < checkpoint.upstream()
                    && note.targetOffset() + 1 == checkpoint.downstream());
  }

  /** The group's newest checkpoints by source partition; MirrorMaker may well write none. */
  private Map<TopicPartition, Checkpoint> ofCheckpoints() {
    String topic = request.checkpoints();
    if (topic == null) {
      return Map.of();
    }
    Map<TopicPartition, Checkpoint> newest = Map.of();
    try {
      newest = notes.checkpoints(topic, request.group()).orElse(newest);
    } catch (LogUnavailable | KafkaFailure failed) {
      findings.add(
          GroupProof.ProofFinding.CHECKPOINTS,
          Light.GREEN,
          "MirrorMaker's checkpoints could not be read: " + failed.getMessage());
    }
    Map<TopicPartition, Checkpoint> bySource = new HashMap<>();
    for (TopicPair topicPair : topics) {
      for (int number = 0; number < topicPair.both().source().partitions(); number++) {
        PartitionPair pair = topicPair.partition(number);
        Checkpoint found =
            newest.get(new TopicPartition(pair.targetTopic(), pair.targetPartition()));
        if (found != null) {
          bySource.put(new TopicPartition(pair.topic(), number), found);
        }
      }
    }
    return bySource;
  }

  private void missed(String what, boolean journaled) {
    findings.add(
        GroupProof.ProofFinding.HINTS,
        journaled ? Light.GREEN : Light.YELLOW,
        what + (journaled ? "; the sync journal stands in for them" : ""));
  }
}
