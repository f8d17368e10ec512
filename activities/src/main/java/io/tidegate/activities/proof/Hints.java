package io.tidegate.activities.proof;

import io.tidegate.activities.kafka.Cluster;
import io.tidegate.activities.kafka.KafkaFailure;
import io.tidegate.activities.kafka.OffsetSyncs;
import io.tidegate.parity.Hint;
import io.tidegate.parity.Light;
import io.tidegate.parity.LogUnavailable;
import io.tidegate.runbooks.Replication;
import io.tidegate.runbooks.Side;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.OptionalLong;
import org.apache.kafka.common.TopicPartition;

/**
 * What is known beforehand of which source position became which target position, from everywhere
 * where somebody wrote it down. Nothing here is believed; without hints a proof only has to look
 * for longer.
 */
final class Hints {
  private final Cluster source;
  private final Cluster target;
  private final ProofRequest request;
  private final KeptSyncs kept;
  private final SideBySide beside;
  private final Findings findings;

  Hints(
      Cluster source,
      Cluster target,
      ProofRequest request,
      KeptSyncs kept,
      SideBySide beside,
      Findings findings) {
    this.source = source;
    this.target = target;
    this.request = request;
    this.kept = kept;
    this.beside = beside;
    this.findings = findings;
  }

  /**
   * The hints nearest to each position, by source partition, at most {@link OffsetSyncs#BELOW_MAX}
   * at or below it and {@link OffsetSyncs#ABOVE_MAX} above.
   *
   * @param positions by source partition, of every partition of the topics that has one
   */
  Map<TopicPartition, List<Hint>> near(
      List<TopicPair> topics, Map<TopicPartition, OptionalLong> positions) {
    Map<TopicPartition, KeptSyncs.Asked> asked = new HashMap<>();
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
    if (asked.isEmpty()) {
      return Map.of();
    }
    Map<TopicPartition, List<Hint>> journaled =
        beside.one("reading of the sync journal", () -> kept.near(asked));
    Map<TopicPartition, List<Hint>> noted = ofTopic(asked, !journaled.isEmpty());
    Map<TopicPartition, List<Hint>> nearest = new HashMap<>();
    asked.forEach(
        (partition, at) -> {
          List<Hint> all = new ArrayList<>(journaled.getOrDefault(partition, List.of()));
          all.addAll(noted.getOrDefault(partition, List.of()));
          nearest.put(partition, nearest(all, at.position().orElse(Long.MAX_VALUE)));
        });
    return nearest;
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
        Math.max(0, below - OffsetSyncs.BELOW_MAX),
        Math.min(sorted.size(), below + OffsetSyncs.ABOVE_MAX));
  }

  /** MirrorMaker's notes, where the runbook says where they are. */
  private Map<TopicPartition, List<Hint>> ofTopic(
      Map<TopicPartition, KeptSyncs.Asked> asked, boolean journaled) {
    Replication.OffsetSyncs named = request.offsetSyncs();
    if (named == null) {
      return Map.of();
    }
    Cluster on = named.on() == Side.SOURCE ? source : target;
    OffsetSyncs syncs = new OffsetSyncs(on, named.topic());
    Map<TopicPartition, OptionalLong> near = new HashMap<>();
    asked.forEach((partition, at) -> near.put(partition, at.position()));
    return beside.one("reading of " + named.topic(), () -> read(syncs, near, journaled));
  }

  private Map<TopicPartition, List<Hint>> read(
      OffsetSyncs syncs, Map<TopicPartition, OptionalLong> near, boolean journaled) {
    try {
      if (syncs.exists()) {
        return syncs.read(near);
      }
      missed(syncs + " does not exist", journaled);
    } catch (LogUnavailable | KafkaFailure failed) {
      missed("the offset syncs could not be read: " + failed.getMessage(), journaled);
    }
    return Map.of();
  }

  private void missed(String what, boolean journaled) {
    findings.add(
        GroupProof.ProofFinding.HINTS,
        journaled ? Light.GREEN : Light.YELLOW,
        what + (journaled ? "; the sync journal stands in for them" : ""));
  }
}
