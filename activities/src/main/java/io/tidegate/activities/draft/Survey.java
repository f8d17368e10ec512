package io.tidegate.activities.draft;

import io.tidegate.runbooks.UnitTopic.Role;
import java.util.Collections;
import java.util.List;
import java.util.SortedMap;
import java.util.SortedSet;
import java.util.TreeMap;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/**
 * What a draft is written from.
 *
 * @param notes what was left out, and why, one line each
 */
record Survey(
    String groupPrefix,
    String sourceId,
    String targetId,
    Mirroring mirroring,
    List<Unit> units,
    List<String> notes) {

  Survey {
    units = List.copyOf(units);
    notes = List.copyOf(notes);
  }

  /**
   * Groups that share topics, with everything around them.
   *
   * @param otherGroups who else reads these topics, with how the cluster describes it
   * @param principals who may read with its groups, as far as ACLs say
   */
  record Unit(
      String name,
      List<Topic> topics,
      List<Reader> groups,
      SortedMap<String, String> otherGroups,
      SortedSet<String> principals) {
    Unit {
      topics = List.copyOf(topics);
      groups = List.copyOf(groups);
      otherGroups = Collections.unmodifiableSortedMap(new TreeMap<>(otherGroups));
      principals = Collections.unmodifiableSortedSet(new TreeSet<>(principals));
    }
  }

  /**
   * A topic of the source.
   *
   * @param why what its role was told by
   * @param partitions on the source
   * @param onTarget what it was found as there; null where it was not
   * @param targetPartitions 0 where it was not found
   * @param writers who may write to it, as far as ACLs say
   */
  record Topic(
      String name,
      Role role,
      String why,
      int partitions,
      @Nullable String onTarget,
      int targetPartitions,
      SortedSet<String> writers) {
    Topic {
      writers = Collections.unmodifiableSortedSet(new TreeSet<>(writers));
    }
  }

  /**
   * A group of the prefix.
   *
   * @param described as the cluster does
   * @param topics that it has a commit or a member on
   * @param uncommitted how many partitions of those have no commit of it
   * @param partitions how many they have in all
   */
  record Reader(
      String group, String described, SortedSet<String> topics, int uncommitted, int partitions) {
    Reader {
      topics = Collections.unmodifiableSortedSet(new TreeSet<>(topics));
    }
  }
}
