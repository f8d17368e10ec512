package io.tidegate.activities;

import io.tidegate.activities.Anchor.GroupAnchor;
import io.tidegate.activities.kafka.Committed;
import io.tidegate.activities.kafka.GroupOffsets;
import java.util.ArrayList;
import java.util.List;
import org.apache.kafka.common.TopicPartition;
import org.jspecify.annotations.Nullable;

/**
 * Whether a unit's groups still stand on the source where its rollback anchor says. Of the groups
 * that commit: where another stands only the application could say. What moves after this look is
 * not seen by it.
 */
final class AtAnchor {
  private AtAnchor() {}

  /** Commits with assign() and of transactions need no member, so an EMPTY group may still move. */
  static void require(Plan plan, Anchor anchor) {
    List<String> busy = Quiet.busy(plan.source(), plan.groups());
    if (!busy.isEmpty()) {
      throw Fail.refused("the source group is active again: " + Fail.listed(busy));
    }
    List<String> moved = moved(plan, anchor);
    if (!moved.isEmpty()) {
      throw Fail.refused(
          "the source moved after its rollback anchor was stored: " + Fail.listed(moved));
    }
  }

  /** What stands elsewhere now, one line each. */
  static List<String> moved(Plan plan, Anchor anchor) {
    List<String> moved = new ArrayList<>();
    for (GroupAnchor group : anchor.groups()) {
      if (!plan.keepsItsOwnPositions(group.group())) {
        moved.addAll(moved(plan, group));
      }
    }
    return moved;
  }

  private static List<String> moved(Plan plan, GroupAnchor group) {
    List<TopicPartition> asked =
        group.positions().stream()
            .map(at -> new TopicPartition(at.topic(), at.partition()))
            .toList();
    List<String> moved = new ArrayList<>();
    new GroupOffsets(plan.source())
        .of(group.group(), asked)
        .forEach(
            (partition, now) -> {
              Long was =
                  group
                      .of(partition.topic(), partition.partition())
                      .map(Anchor.Position::committed)
                      .orElse(null);
              if (!isAt(now, was)) {
                moved.add(
                    "group %s on %s was %s, is %s"
                        .formatted(
                            group.group(),
                            partition,
                            was == null ? new Committed.None().told() : was,
                            now.told()));
              }
            });
    return moved;
  }

  private static boolean isAt(Committed now, @Nullable Long was) {
    return now instanceof Committed.At at
        ? Long.valueOf(at.offset()).equals(was)
        : now instanceof Committed.None && was == null;
  }
}
