package io.tidegate.activities;

import io.tidegate.activities.kafka.Cluster;
import io.tidegate.activities.kafka.LogEnds;
import io.tidegate.activities.kafka.PartitionOrder;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.apache.kafka.common.TopicPartition;

/**
 * Whether both logs still hold what a switch rests on. Retention goes on between the proof and
 * START: on the target it would take records that nobody has read, on the source the way back. What
 * it takes after this look is not seen by it.
 *
 * <pre>
 * target | - - - - [e  f        [ = resume point, now before the log's begin
 *                     ^ begin
 * </pre>
 */
final class Retained {
  private Retained() {}

  /** Refuses, naming each position that a log does not hold any more. */
  static void require(Plan plan, Anchor anchor, Seed seed) {
    List<String> lost = new ArrayList<>();
    for (Seed.GroupSeed group : seed.groups()) {
      Map<TopicPartition, Long> resumes = new TreeMap<>(PartitionOrder.BY_NAME);
      group.offsets().forEach((at, resume) -> resumes.put(at, resume.offset()));
      lost.addAll(passed(plan.target(), "resume point", group.group(), resumes));
      lost.addAll(
          passed(plan.source(), "rollback anchor", group.group(), anchors(plan, anchor, group)));
    }
    if (!lost.isEmpty()) {
      throw Fail.refused(
          Fail.listed(lost)
              + "; nothing was started: give the topic more retention, and let the unit be proven again");
    }
  }

  /** What had expired when the anchor was stored is no news. */
  private static Map<TopicPartition, Long> anchors(Plan plan, Anchor anchor, Seed.GroupSeed group) {
    var declared = plan.unit().groupNamed(group.group()).orElseThrow();
    Map<TopicPartition, Long> positions = new TreeMap<>(PartitionOrder.BY_NAME);
    for (Anchor.Position at : anchor.group(group.group()).positions()) {
      positions.put(
          new TopicPartition(at.topic(), at.partition()),
          Math.max(at.resolved(declared), at.begin()));
    }
    return positions;
  }

  private static List<String> passed(
      Cluster cluster, String what, String group, Map<TopicPartition, Long> positions) {
    Map<TopicPartition, Long> begins = new LogEnds(cluster).begins(positions.keySet());
    List<String> lost = new ArrayList<>();
    positions.forEach(
        (partition, position) -> {
          long begin = begins.getOrDefault(partition, 0L);
          if (begin > position) {
            lost.add(
                "retention passed the %s of group %s on %s of %s: it is %d, the log begins at %d"
                    .formatted(what, group, partition, cluster.name(), position, begin));
          }
        });
    return lost;
  }
}
