package io.tidegate.activities;

import io.tidegate.activities.kafka.Committed;
import io.tidegate.activities.kafka.Group;
import io.tidegate.activities.kafka.GroupOffsets;
import io.tidegate.activities.kafka.Groups;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.SortedMap;
import java.util.function.BiPredicate;
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
   *
   * @param unjoined see {@link #foreignBeforeAnybodyCame}
   */
  static void requireBeforeAnybodyCame(Plan plan, Seed seed, Set<String> unjoined) {
    List<String> foreign = foreignBeforeAnybodyCame(plan, seed, unjoined);
    if (!foreign.isEmpty()) {
      throw Fail.refused(Fail.listed(foreign));
    }
  }

  /**
   * What stands in the place of the seed in the groups that nobody of the application can have
   * committed in, one line each: nobody is in them, nor was since they were seeded. An application
   * that was started may have come, committed and be about to come back. Of a group that had
   * members before the seed its cluster does not tell whether it had some since: of that one
   * everything counts while nobody is in it. Of what stands between two stays of the application
   * only a rewind counts: what somebody else wrote forward is not told from its own commits here,
   * see the bounds of its first commits.
   *
   * @param unjoined the groups that nobody had ever been in when they were seeded
   */
  static List<String> foreignBeforeAnybodyCame(Plan plan, Seed seed, Set<String> unjoined) {
    List<String> lines = new ArrayList<>();
    for (Seed.GroupSeed group : seed.written()) {
      SortedMap<TopicPartition, Committed> now = committed(plan, group);
      // Whoever committed before that look has joined before this one.
      Group at = new Groups(plan.target()).describe(group.group());
      if (!at.active()) {
        boolean came = came(at, unjoined);
        lines.addAll(foreign(plan, group, now, (was, found) -> !came || isBehind(was, found)));
      }
    }
    return lines;
  }

  /** Whether somebody is in one of the groups, or was since they were seeded. */
  static boolean anybodyCame(Plan plan, Seed seed, Set<String> unjoined) {
    return seed.written().stream()
        .map(group -> new Groups(plan.target()).describe(group.group()))
        .anyMatch(group -> came(group, unjoined));
  }

  private static boolean came(Group group, Set<String> unjoined) {
    return group.active() || (unjoined.contains(group.name()) && group.hadMembers());
  }

  private static boolean isBehind(Committed was, Committed found) {
    return !(found instanceof Committed.At at)
        || (was instanceof Committed.At seeded && at.offset() < seeded.offset());
  }

  /** What stands in the place of the seed, one line each. */
  static List<String> foreign(Plan plan, Seed seed) {
    List<String> lines = new ArrayList<>();
    for (Seed.GroupSeed group : seed.written()) {
      lines.addAll(foreign(plan, group, committed(plan, group), (was, found) -> true));
    }
    return lines;
  }

  private static SortedMap<TopicPartition, Committed> committed(Plan plan, Seed.GroupSeed group) {
    return new GroupOffsets(plan.target()).of(group.group(), group.offsets().keySet());
  }

  private static List<String> foreign(
      Plan plan,
      Seed.GroupSeed group,
      SortedMap<TopicPartition, Committed> now,
      BiPredicate<Committed, Committed> counts) {
    List<String> lines = new ArrayList<>();
    group
        .offsets()
        .forEach(
            (partition, written) -> {
              Committed found = now.getOrDefault(partition, new Committed.None());
              if (!written.equals(found) && counts.test(written, found)) {
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
    return lines;
  }
}
