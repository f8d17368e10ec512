package io.tidegate.activities;

import io.tidegate.activities.kafka.Group;
import io.tidegate.activities.kafka.Groups;
import io.tidegate.runbooks.Trigger;
import java.time.InstantSource;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * The cheap looks at a unit's groups while it is watched, for the triggers and the findings: who is
 * in them on the source, and how far they are on the target.
 */
final class GroupWatch {
  private final Plan plan;
  private final Anchor anchor;
  private final Seed seed;
  private final Triggers triggers;
  private final Sightings sightings;
  private final InstantSource clock;
  private SortedMap<String, GroupProgress> before = new TreeMap<>();

  GroupWatch(
      Plan plan,
      Anchor anchor,
      Seed seed,
      Triggers triggers,
      Sightings sightings,
      InstantSource clock) {
    this.plan = plan;
    this.anchor = anchor;
    this.seed = seed;
    this.triggers = triggers;
    this.sightings = sightings;
    this.clock = clock;
  }

  /** Whether somebody is in the groups on the source, and whether it stands where it stood. */
  void source() {
    sightings.orAway(
        () -> {
          List<Group> active =
              new Groups(plan.source())
                  .describe(plan.groups()).values().stream().filter(Group::active).toList();
          active.forEach(
              group ->
                  sightings.add(
                      "source-group-active/" + group.name(),
                      "group " + group.name() + " is active on the source: " + group.state()));
          triggers.look(
              Trigger.When.SOURCE_GROUP_ACTIVE,
              trigger -> !active.isEmpty(),
              "active on the source: " + active.stream().map(Group::name).toList(),
              clock.instant());
          AtAnchor.moved(plan, anchor)
              .forEach(moved -> sightings.add("source-moved/" + moved, moved));
        });
  }

  /** What triggers ask of the groups on the target; nothing is read where none does. */
  void progress() {
    if (triggers.ask(Trigger.When.TARGET_LAG_ABOVE) || triggers.ask(Trigger.When.NO_COMMIT_FOR)) {
      sightings.orAway(() -> judge(GroupProgress.onTarget(plan, seed)));
    }
  }

  private void judge(SortedMap<String, GroupProgress> now) {
    long lag = now.values().stream().mapToLong(GroupProgress::lag).sum();
    triggers.look(
        Trigger.When.TARGET_LAG_ABOVE,
        trigger -> trigger.records() != null && lag > trigger.records(),
        "the target groups are " + lag + " records behind",
        clock.instant());
    List<String> still =
        now.entrySet().stream()
            .filter(group -> group.getValue().standsStill(before.get(group.getKey())))
            .map(Map.Entry::getKey)
            .toList();
    before = now;
    triggers.look(
        Trigger.When.NO_COMMIT_FOR,
        trigger -> !still.isEmpty(),
        "unread records and no commit of " + still,
        clock.instant());
  }
}
