package io.tidegate.activities;

import io.tidegate.activities.kafka.Committed;
import io.tidegate.activities.kafka.GroupOffsets;
import io.tidegate.activities.kafka.TopicFacts;
import io.tidegate.activities.switches.Turn;
import io.tidegate.activities.switches.Turn.Action;
import io.tidegate.runbooks.Side;
import io.tidegate.workflows.activity.Call;
import io.tidegate.workflows.activity.Done;
import io.tidegate.workflows.activity.UndoActivities.MappedBack;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import org.apache.kafka.common.TopicPartition;

/**
 * The consumers' way back, step by step. A target that stays unreachable stops none of it: the
 * positions then come from the ledger. The application itself is always asked to stop, since it may
 * still run.
 */
final class Undoing {
  private final Plans plans;
  private final Notes notes;
  private final Once once;
  private final Switching switching;
  private final PreviousOffsets previous;
  private final BackMapping backMapping;
  private final Reachability target;

  Undoing(
      Plans plans,
      Notes notes,
      Once once,
      Switching switching,
      PreviousOffsets previous,
      BackMapping backMapping,
      Reachability target) {
    this.plans = plans;
    this.notes = notes;
    this.once = once;
    this.switching = switching;
    this.previous = previous;
    this.backMapping = backMapping;
    this.target = target;
  }

  Done requireSourceQuiet(Call call) {
    if (!Whereabouts.startedOnTarget(notes, call)) {
      return new Done(call.key(), "nothing runs on the target");
    }
    requireNobodyOnSource(plans.of(call));
    return new Done(call.key(), "nobody is in its groups on the source");
  }

  private static void requireNobodyOnSource(Plan plan) {
    List<String> busy = Quiet.busy(plan.source(), plan.groups());
    if (!busy.isEmpty()) {
      throw Fail.refused(
          "the source group is active, so no position can be restored: " + Fail.listed(busy));
    }
  }

  Done stopTarget(Call call, Pulse pulse) {
    if (!Whereabouts.startedOnTarget(notes, call) && previous.kept(call).isEmpty()) {
      return new Done(call.key(), "nothing was started on the target, nor seeded");
    }
    Plan plan = plans.of(call);
    return once.run(
        call,
        "stop-target",
        Done.class,
        () -> {
          boolean started = Whereabouts.startedOnTarget(notes, call);
          String said =
              started
                  ? switching.ask(
                      plan,
                      Action.STOP,
                      Side.TARGET,
                      groups -> target.ask(plan, pulse, () -> busy(plan, groups)).orElse(List.of()),
                      pulse)
                  : "nothing was started on the target";
          String seen = requireEmptyTarget(plan, pulse);
          if (started) {
            Whereabouts.note(notes, call, Action.STOP, Side.TARGET);
          }
          return new Done(call.key(), said + "; " + seen);
        });
  }

  private static List<String> busy(Plan plan, List<String> groups) {
    return Quiet.busy(plan.target(), groups);
  }

  /** Nobody may read on both sides, whoever started it there. */
  private String requireEmptyTarget(Plan plan, Pulse pulse) {
    Duration within = plan.unit().consumers().within();
    Optional<Optional<String>> busy =
        target.ask(
            plan,
            pulse,
            () -> Quiet.untilEmpty(plan.target(), plan.groups(), Poll.within(within, pulse)));
    busy.flatMap(still -> still)
        .ifPresent(
            still -> {
              throw Fail.later("after " + within + " " + still);
            });
    return busy.isPresent()
        ? "its groups are EMPTY"
        : "the target cannot be reached, so that nobody reads there is not verified";
  }

  MappedBack mapBack(Call call, Pulse pulse) {
    Plan plan = plans.of(call);
    return once.run(
        call,
        "map-back",
        MappedBack.class,
        () -> {
          if (!Whereabouts.startedSinceSeed(notes, call)) {
            return new MappedBack(
                call.key(),
                notes.put(new RollbackSheet(call.unit(), java.time.Instant.EPOCH, List.of())),
                0,
                0,
                "nothing was started on the target");
          }
          RollbackSheet sheet = sheet(plan, pulse);
          String evidence = notes.put(sheet);
          requireNobodyOnSource(plan);
          plan.committingGroups()
              .forEach(group -> restore(plan, group, backMapping.offsets(plan, sheet, group)));
          notes.audit(call, "mapped-back", "", sheet.told(evidence));
          String note =
              "%s restored; at most %s again, %d stranded on the target"
                  .formatted(
                      Counted.of(sheet.places().size(), "source position"),
                      Counted.of(sheet.replay(), "record"),
                      sheet.stranded());
          return new MappedBack(call.key(), evidence, sheet.replay(), sheet.stranded(), note);
        });
  }

  private RollbackSheet sheet(Plan plan, Pulse pulse) {
    if (!target.isAway(plan, pulse)) {
      return backMapping.now(plan, pulse);
    }
    String away = "target " + plan.target().name() + " cannot be reached";
    return backMapping
        .last(plan.call())
        .map(last -> backMapping.bounded(plan, last, place -> away + "; " + place.told()))
        .orElseGet(
            () -> backMapping.anchor(plan, away + " and nothing was mapped back while it could"));
  }

  private static void restore(
      Plan plan, String group, Map<TopicPartition, Committed.At> positions) {
    if (positions.isEmpty()) {
      return;
    }
    Map<TopicPartition, String> problems = new GroupOffsets(plan.source()).write(group, positions);
    if (!problems.isEmpty()) {
      throw Fail.later(
          "the positions of group "
              + group
              + " on "
              + plan.source().name()
              + " are restored only in part: "
              + problems);
    }
  }

  Done restoreTarget(Call call, Pulse pulse) {
    Plan plan = plans.of(call);
    return once.run(
        call,
        "restore-target",
        Done.class,
        () -> {
          Optional<PreviousOffsets.Previous> kept = previous.kept(call);
          if (kept.isEmpty()) {
            return new Done(call.key(), "nothing was seeded");
          }
          Optional<List<String>> restored =
              target.ask(plan, pulse, () -> restoreEmpty(plan, kept.get()));
          if (restored.isEmpty()) {
            return new Done(call.key(), "the target cannot be reached; its seeded offsets stay");
          }
          List<String> lost = restored.get();
          notes.journal(call, Notes.Kind.RESTORED, "", new Restored(call.key()), Restored.class);
          String done = "the target groups have the offsets they had before the seed";
          String except = "; except where the log no longer holds them: " + Fail.listed(lost);
          return new Done(call.key(), lost.isEmpty() ? done : done + except);
        });
  }

  private List<String> restoreEmpty(Plan plan, PreviousOffsets.Previous kept) {
    List<String> busy = busy(plan, plan.groups());
    if (!busy.isEmpty()) {
      throw Fail.later("offsets can only be restored in an EMPTY group: " + Fail.listed(busy));
    }
    return previous.restore(plan, kept);
  }

  /** Journal row: what was kept before it is restored. */
  record Restored(String by) {}

  Done startSource(Call call, Pulse pulse) {
    if (Whereabouts.last(notes, call, Side.SOURCE)
        .filter(action -> action == Action.STOP)
        .isEmpty()) {
      return new Done(call.key(), "nothing was stopped on the source");
    }
    Plan plan = plans.of(call);
    return once.run(
        call,
        "start-source",
        Done.class,
        () -> {
          String said =
              switching.ask(
                  plan,
                  Action.START,
                  Side.SOURCE,
                  toApplications(plan),
                  groups -> misassigned(plan, groups),
                  pulse);
          Duration within = plan.unit().consumers().within();
          if (!Poll.within(within, pulse).until(() -> misassigned(plan, plan.groups()).isEmpty())) {
            throw Fail.later(
                "after " + within + " " + Fail.listed(misassigned(plan, plan.groups())));
          }
          Whereabouts.note(notes, call, Action.START, Side.SOURCE);
          return new Done(call.key(), said + "; the members hold their partitions");
        });
  }

  /** Where those go on that keep their own positions: where they stood when they had stopped. */
  private Map<String, List<Turn.Position>> toApplications(Plan plan) {
    Map<String, List<Turn.Position>> positions = new TreeMap<>();
    boolean anchored = notes.latest(plan.call(), Notes.Kind.ANCHOR, Notes.Body.class).isPresent();
    if (!anchored || plan.groups().size() == plan.committingGroups().size()) {
      return positions; // before it is stored they have been told of nothing else
    }
    RollbackSheet sheet = backMapping.anchor(plan, "the rollback anchor");
    for (String group : plan.groups()) {
      if (plan.keepsItsOwnPositions(group)) {
        positions.put(
            group,
            sheet.of(group).stream()
                .map(
                    at ->
                        new Turn.Position(at.topic(), at.partition(), Long.toString(at.position())))
                .toList());
      }
    }
    return positions;
  }

  /** Every partition of the topics that the members held before STOP must be held again. */
  private List<String> misassigned(Plan plan, List<String> groups) {
    Quiescing.Reads before =
        notes
            .latest(plan.call(), Notes.Kind.READS, Quiescing.Reads.class)
            .orElseThrow(
                () ->
                    Fail.refused(
                        "what unit "
                            + plan.unit().unit()
                            + " read before STOP is not in the ledger"));
    return groups.stream()
        .flatMap(
            group ->
                misassigned(plan, group, before.assigned().getOrDefault(group, List.of())).stream())
        .toList();
  }

  private static Optional<String> misassigned(Plan plan, String group, List<String> topics) {
    Set<TopicPartition> expected = new TopicFacts(plan.source()).all(topics);
    return Quiet.misassigned(plan.source(), group, expected, false);
  }
}
