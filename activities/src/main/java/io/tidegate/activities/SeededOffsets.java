package io.tidegate.activities;

import io.tidegate.activities.kafka.Committed;
import io.tidegate.activities.kafka.GroupOffsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import org.apache.kafka.common.TopicPartition;

/**
 * A seed as it stands in the target's groups: written, and read back. The text beside an offset
 * shows whose it is, also where somebody else wrote the same one; of an application that keeps text
 * of its own only another offset shows.
 */
final class SeededOffsets {
  private SeededOffsets() {}

  /** How many positions were written. */
  static int write(Plan plan, Seed seed, Pulse pulse) {
    int written = 0;
    for (Seed.GroupSeed group : seed.written()) {
      pulse.beat();
      Map<TopicPartition, String> problems =
          new GroupOffsets(plan.target()).write(group.group(), group.offsets());
      if (!problems.isEmpty()) {
        throw Fail.later(
            "the seed of group %s on %s stands only in part: %s"
                .formatted(group.group(), plan.target().name(), problems));
      }
      written += group.positions().size();
    }
    return written;
  }

  /**
   * Our text gone while nobody is in the group: somebody else wrote there, such as a replicator
   * that syncs group offsets.
   */
  static void require(Plan plan, Seed seed) {
    List<String> foreign = foreign(plan, seed);
    if (!foreign.isEmpty()) {
      throw Fail.refused(Fail.listed(foreign));
    }
  }

  /**
   * While nobody has joined, nobody of the application can have committed: whatever differs from
   * the seed then was written by somebody else.
   */
  static void requireWhileEmpty(Plan plan, Seed seed) {
    List<String> foreign = foreign(plan, seed);
    if (!foreign.isEmpty() && Quiet.busy(plan.target(), plan.groups()).isEmpty()) {
      throw Fail.refused(Fail.listed(foreign));
    }
  }

  /** What stands in the place of the seed, one line each. */
  static List<String> foreign(Plan plan, Seed seed) {
    List<String> lines = new ArrayList<>();
    for (Seed.GroupSeed group : seed.written()) {
      SortedMap<TopicPartition, Committed> now =
          new GroupOffsets(plan.target()).of(group.group(), group.offsets().keySet());
      group
          .offsets()
          .forEach(
              (partition, written) -> {
                Committed found = now.getOrDefault(partition, new Committed.None());
                if (!written.equals(found)) {
                  lines.add(
                      "somebody else wrote the offset of group %s on %s of %s: seeded %s, found %s"
                          .formatted(
                              group.group(),
                              partition,
                              plan.target().name(),
                              written.told(),
                              found.told()));
                }
              });
    }
    return lines;
  }
}
