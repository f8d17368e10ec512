package io.tidegate.activities;

import io.tidegate.activities.kafka.Cluster;
import io.tidegate.activities.kafka.LogEnds;
import io.tidegate.activities.kafka.LogEnds.Place;
import io.tidegate.activities.kafka.TopicFacts;
import io.tidegate.activities.proof.GroupProof;
import io.tidegate.parity.Light;
import io.tidegate.parity.Row;
import io.tidegate.runbooks.MigrationUnit;
import io.tidegate.runbooks.UnitGroup;
import io.tidegate.workflows.view.Scored.Finding;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.OptionalLong;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.TreeSet;
import org.apache.kafka.common.IsolationLevel;
import org.apache.kafka.common.TopicPartition;

/**
 * What the source still holds of the positions that a rollback would return to, asked in a few
 * calls for all groups and partitions together.
 */
final class Anchors {
  private final MigrationUnit unit;
  private final Instant now;
  private final Map<TopicPartition, Place> begins;
  private final Map<TopicPartition, Place> ends;

  /** The time of the oldest records that stay until the rollback window ends. */
  private final Map<TopicPartition, Long> oldestKept = new HashMap<>();

  private final Map<TopicPartition, Place> keptByTime;

  /**
   * Asks now.
   *
   * @param settings of the source's topics, as they were read for the same scorecard: to read those
   *     of many topics costs a broker more than all that is asked here
   */
  Anchors(
      Cluster source,
      MigrationUnit unit,
      List<GroupProof> proofs,
      Map<String, SortedMap<String, String>> settings,
      Instant now) {
    this.unit = unit;
    this.now = now;
    TreeSet<String> names = new TreeSet<>();
    proofs.forEach(proof -> proof.partitions().forEach(row -> names.add(row.pair().topic())));
    // what may not be described has no row with a position, and so no way back
    Collection<TopicFacts.Topic> topics = new TopicFacts(source).seeBare(names).topics().values();
    Instant windowEnd = now.plus(unit.rollback().window());
    List<TopicPartition> partitions = new ArrayList<>();
    for (TopicFacts.Topic topic : topics) {
      for (int number = 0; number < topic.partitions(); number++) {
        if (!topic.leaderless().contains(number)) {
          TopicPartition partition = new TopicPartition(topic.name(), number);
          partitions.add(partition);
          keptMs(settings.getOrDefault(topic.name(), new TreeMap<>()))
              .ifPresent(ms -> oldestKept.put(partition, before(windowEnd, ms)));
        }
      }
    }
    LogEnds logs = new LogEnds(source);
    this.begins = logs.knownBegins(partitions);
    this.ends = logs.knownEnds(oldestKept.keySet(), IsolationLevel.READ_UNCOMMITTED);
    this.keptByTime = logs.knownAt(oldestKept);
  }

  /** By time only: how fast a limit by size is reached cannot be told. */
  private static OptionalLong keptMs(SortedMap<String, String> settings) {
    if (!settings.getOrDefault("cleanup.policy", "delete").contains("delete")) {
      return OptionalLong.empty();
    }
    long retentionMs = Long.parseLong(settings.getOrDefault("retention.ms", "-1"));
    return retentionMs < 0 ? OptionalLong.empty() : OptionalLong.of(retentionMs);
  }

  private static long before(Instant windowEnd, long retentionMs) {
    return Math.max(0, windowEnd.minus(Duration.ofMillis(retentionMs)).toEpochMilli());
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
    Place begin = row.pair().isRepartitioned() ? null : begins.get(partition);
    Long anchor = row.committed();
    if (row.resume() == null || begin == null) {
      String why =
          row.resume() == null
              ? "no pair of positions is proven, so no way back starts from one"
              : "the source does not say where its log begins; check again when it answers";
      return new Finding("no-way-back/" + where, Light.RED, why, false);
    }
    if (anchor == null) {
      return new Finding(
          "way-back/" + where, Light.GREEN, "the group has no commit to return to", false);
    }
    boolean gone = anchor < begin.offset();
    if (gone && !resumesAtBegin(proof.group())) {
      String told =
          "the source begins at " + begin.offset() + ", the rollback anchor would be " + anchor;
      return new Finding("anchor-gone/" + where, Light.RED, told, false);
    }
    if (expires(partition, Math.max(anchor, begin.offset()))) {
      String soon =
          "retention may remove the rollback anchor "
              + anchor
              + " before the rollback window of "
              + unit.rollback().window()
              + " ends";
      return new Finding("anchor-expires/" + where, Light.YELLOW, soon, false);
    }
    if (keepsItsOwnPositions(proof.group())) {
      return new Finding(
          "way-back-to-anchor/" + where,
          Light.YELLOW,
          "the application keeps its own positions: the way back is the rollback anchor itself,"
              + " and all that was processed since comes again",
          false);
    }
    if (gone) {
      String told =
          "the rollback anchor %d is gone: by the declared policy the way back from START on is where the source begins, at %d;"
                  .formatted(anchor, begin.offset())
              + " before START nothing is written to the source, and the application's own"
              + " auto.offset.reset decides where it goes on";
      return new Finding("way-back-to-begin/" + where, Light.YELLOW, told, false);
    }
    return new Finding(
        "way-back/" + where, Light.GREEN, "the source holds the rollback anchor " + anchor, false);
  }

  /** Then what expired before the wave is no news, and the row says so. */
  private boolean resumesAtBegin(String group) {
    return unit.groupNamed(group)
        .filter(declared -> declared.expired() == UnitGroup.Expired.RESUME_AT_BEGIN)
        .isPresent();
  }

  private boolean keepsItsOwnPositions(String group) {
    return unit.groupNamed(group).filter(UnitGroup::keepsItsOwnPositions).isPresent();
  }

  /**
   * Where nothing in the log is as young as what stays, all of it goes; and where even what is
   * written now does not stay, so does the record that a group returns to which has read all.
   */
  private boolean expires(TopicPartition partition, long anchor) {
    Long oldest = oldestKept.get(partition);
    if (oldest == null) {
      return false;
    }
    if (oldest > now.toEpochMilli()) {
      return true;
    }
    Place kept = keptByTime.getOrDefault(partition, ends.get(partition));
    return kept == null || anchor < kept.offset();
  }
}
