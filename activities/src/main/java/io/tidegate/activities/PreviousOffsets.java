package io.tidegate.activities;

import io.tidegate.activities.kafka.Committed;
import io.tidegate.activities.kafka.Group;
import io.tidegate.activities.kafka.GroupOffsets;
import io.tidegate.activities.kafka.Groups;
import io.tidegate.activities.kafka.KafkaCall;
import io.tidegate.activities.kafka.KafkaRefused;
import io.tidegate.activities.kafka.LogEnds;
import io.tidegate.ledger.JournalRow;
import io.tidegate.workflows.activity.Call;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import org.apache.kafka.common.IsolationLevel;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.errors.GroupIdNotFoundException;

/** What the target groups had before they were seeded, and putting it back. */
final class PreviousOffsets {
  private final Notes notes;

  PreviousOffsets(Notes notes) {
    this.notes = notes;
  }

  /** Kept once a seed, before its first write. */
  void keep(Plan plan) {
    Previous previous = read(plan);
    notes.journal(
        plan.call(),
        Notes.Kind.PREVIOUS,
        "",
        new Notes.Body(notes.put(previous)),
        Notes.Body.class);
  }

  /**
   * What stands to be restored: of several seeds since the last restore the oldest, since the later
   * ones read what the first had written.
   */
  Optional<Previous> kept(Call call) {
    Optional<Previous> oldest = Optional.empty();
    for (JournalRow row : notes.rows(call)) {
      if (Notes.Kind.RESTORED.isOf(row)) {
        oldest = Optional.empty();
      } else if (Notes.Kind.PREVIOUS.isOf(row) && oldest.isEmpty()) {
        oldest = Optional.of(notes.bodyOf(row, Previous.class));
      }
    }
    return oldest;
  }

  /** Those of the groups that nobody had ever been in when they were seeded last. */
  static Set<String> unjoined(Notes notes, Call call) {
    return notes
        .latestBody(call, Notes.Kind.PREVIOUS, Previous.class)
        .map(Previous::groups)
        .orElse(List.of())
        .stream()
        .filter(PreviousGroup::unjoined)
        .map(PreviousGroup::group)
        .collect(Collectors.toUnmodifiableSet());
  }

  static Previous read(Plan plan) {
    List<PreviousGroup> groups = new ArrayList<>();
    for (Group group : new Groups(plan.target()).describe(plan.committingGroups()).values()) {
      List<PreviousPosition> positions = new ArrayList<>();
      if (group.kind() != Group.Kind.ABSENT) {
        new GroupOffsets(plan.target())
            .all(group.name())
            .forEach(
                (partition, committed) -> {
                  if (committed instanceof Committed.Unproven unproven) {
                    throw Fail.later(
                        "what group "
                            + group.name()
                            + " has on the target cannot be kept: "
                            + unproven.why());
                  }
                  if (committed instanceof Committed.At at) {
                    positions.add(
                        new PreviousPosition(
                            partition.topic(), partition.partition(), at.offset(), at.metadata()));
                  }
                });
      }
      groups.add(
          new PreviousGroup(
              group.name(), group.kind() != Group.Kind.ABSENT, !group.hadMembers(), positions));
    }
    return new Previous(groups);
  }

  /**
   * Puts back what was there and takes away what was not. The groups must be EMPTY.
   *
   * @return what could not be put back, because the log no longer holds that position; such a
   *     partition is left without an offset
   */
  List<String> restore(Plan plan, Previous previous) {
    List<String> lost = new ArrayList<>();
    for (PreviousGroup group : previous.groups()) {
      if (group.existed()) {
        lost.addAll(restore(plan, group));
      } else {
        remove(plan, group.group());
      }
    }
    return lost;
  }

  private static List<String> restore(Plan plan, PreviousGroup group) {
    GroupOffsets offsets = new GroupOffsets(plan.target());
    Map<TopicPartition, Committed.At> before = new HashMap<>();
    group
        .positions()
        .forEach(
            at ->
                before.put(
                    new TopicPartition(at.topic(), at.partition()),
                    new Committed.At(at.offset(), at.metadata())));
    List<String> lost = withdraw(plan, group.group(), before);
    Set<TopicPartition> added = new HashSet<>(offsets.all(group.group()).keySet());
    added.removeAll(before.keySet());
    offsets.delete(group.group(), added);
    if (!before.isEmpty()) {
      Map<TopicPartition, String> problems = offsets.write(group.group(), before);
      if (!problems.isEmpty()) {
        throw Fail.later(
            "the earlier offsets of group "
                + group.group()
                + " on "
                + plan.target().name()
                + " stand only in part: "
                + problems);
      }
    }
    return lost;
  }

  /** Takes out the positions that the log does not hold any more. */
  private static List<String> withdraw(
      Plan plan, String group, Map<TopicPartition, Committed.At> before) {
    LogEnds logs = new LogEnds(plan.target());
    Map<TopicPartition, Long> begins = logs.begins(before.keySet());
    Map<TopicPartition, Long> ends = logs.ends(before.keySet(), IsolationLevel.READ_UNCOMMITTED);
    List<String> lost = new ArrayList<>();
    for (TopicPartition partition : List.copyOf(before.keySet())) {
      long offset = Objects.requireNonNull(before.get(partition), "a key of this map").offset();
      if (offset < begins.getOrDefault(partition, 0L)
          || offset > ends.getOrDefault(partition, 0L)) {
        before.remove(partition);
        lost.add("group " + group + " on " + partition + " was at " + offset);
      }
    }
    return lost;
  }

  /** Takes the group away on the target; one that is not there is no failure. */
  static void remove(Plan plan, String group) {
    try {
      plan.target()
          .await(
              new KafkaCall("deleting group " + group, "DELETE", "Group " + group),
              plan.target().admin().deleteConsumerGroups(List.of(group)).all());
    } catch (KafkaRefused refused) {
      if (!(refused.getCause() instanceof GroupIdNotFoundException)) {
        throw refused;
      }
    }
  }

  record Previous(List<PreviousGroup> groups) {}

  /**
   * @param existed false where the target knew no such group
   * @param unjoined whether nobody had ever been in it
   */
  record PreviousGroup(
      String group, boolean existed, boolean unjoined, List<PreviousPosition> positions) {}

  record PreviousPosition(String topic, int partition, long offset, String metadata) {}
}
