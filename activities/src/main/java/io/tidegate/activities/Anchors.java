package io.tidegate.activities;

import io.tidegate.activities.kafka.KafkaDenied;
import io.tidegate.activities.kafka.KafkaLog;
import io.tidegate.activities.kafka.LogEnds;
import io.tidegate.activities.kafka.TopicFacts;
import io.tidegate.activities.proof.GroupProof;
import io.tidegate.parity.Isolation;
import io.tidegate.parity.Light;
import io.tidegate.parity.Row;
import io.tidegate.workflows.view.Scored.Finding;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.OptionalLong;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.TreeSet;
import org.apache.kafka.common.TopicPartition;

/** What the source still holds of the positions that a rollback would return to. */
final class Anchors {
  private final Plan plan;
  private final Map<TopicPartition, Long> begins;
  private final Map<String, TopicFacts.Topic> topics;
  private final Instant windowEnd;

  Anchors(Plan plan, List<GroupProof> proofs, Instant now) {
    this.plan = plan;
    TreeSet<String> names = new TreeSet<>();
    proofs.forEach(proof -> proof.partitions().forEach(row -> names.add(row.pair().topic())));
    this.topics = described(plan, names);
    List<TopicPartition> partitions = new ArrayList<>();
    topics
        .values()
        .forEach(
            topic -> {
              for (int partition = 0; partition < topic.partitions(); partition++) {
                partitions.add(new TopicPartition(topic.name(), partition));
              }
            });
    this.begins = new LogEnds(plan.source()).begins(partitions);
    this.windowEnd = now.plus(plan.unit().rollback().window());
  }

  /** What may not be described has no row with a position, and so no way back. */
  private static SortedMap<String, TopicFacts.Topic> described(Plan plan, Set<String> names) {
    SortedMap<String, TopicFacts.Topic> described = new TreeMap<>();
    for (String name : names) {
      try {
        described.putAll(new TopicFacts(plan.source()).describe(List.of(name)));
      } catch (KafkaDenied denied) {
        // its rows say so
      }
    }
    return described;
  }

  Finding judge(GroupProof proof, Row row) {
    TopicPartition partition = new TopicPartition(row.pair().topic(), row.pair().number());
    String where = proof.group() + "/" + partition;
    if (row.pair().isRepartitioned() && row.resume() != null) {
      return new Finding(
          "way-back-to-anchor/" + where,
          Light.YELLOW,
          "the partition counts differ: the way back is the rollback anchor itself, and all that"
              + " was processed since comes again",
          false);
    }
    Long begin = row.pair().isRepartitioned() ? null : begins.get(partition);
    Long anchor = row.committed();
    if (row.resume() == null || begin == null) {
      return new Finding(
          "no-way-back/" + where,
          Light.RED,
          "no pair of positions is proven, so no way back starts from one",
          false);
    }
    if (anchor == null) {
      return new Finding(
          "way-back/" + where, Light.GREEN, "the group has no commit to return to", false);
    }
    if (anchor < begin) {
      String gone = "the source begins at " + begin + ", the rollback anchor would be " + anchor;
      return new Finding("anchor-gone/" + where, Light.RED, gone, false);
    }
    if (expires(partition, anchor)) {
      String soon =
          "retention may remove the rollback anchor "
              + anchor
              + " before the rollback window of "
              + plan.unit().rollback().window()
              + " ends";
      return new Finding("anchor-expires/" + where, Light.YELLOW, soon, false);
    }
    if (plan.keepsItsOwnPositions(proof.group())) {
      return new Finding(
          "way-back-to-anchor/" + where,
          Light.YELLOW,
          "the application keeps its own positions: the way back is the rollback anchor itself,"
              + " and all that was processed since comes again",
          false);
    }
    return new Finding(
        "way-back/" + where, Light.GREEN, "the source holds the rollback anchor " + anchor, false);
  }

  /** By time only: how fast a limit by size is reached cannot be told. */
  private boolean expires(TopicPartition partition, long anchor) {
    TopicFacts.Topic topic = topics.get(partition.topic());
    if (topic == null
        || !topic.configs().getOrDefault("cleanup.policy", "delete").contains("delete")) {
      return false;
    }
    long retentionMs = Long.parseLong(topic.configs().getOrDefault("retention.ms", "-1"));
    if (retentionMs < 0) {
      return false;
    }
    KafkaLog log = new KafkaLog(plan.source(), partition, Isolation.READ_UNCOMMITTED);
    OptionalLong kept =
        log.offsetForTime(
            Math.max(0, windowEnd.minus(Duration.ofMillis(retentionMs)).toEpochMilli()));
    return anchor < kept.orElseGet(log::end);
  }
}
