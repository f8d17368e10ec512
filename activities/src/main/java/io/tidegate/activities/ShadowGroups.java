package io.tidegate.activities;

import io.tidegate.activities.Seed.GroupSeed;
import io.tidegate.activities.kafka.Group;
import io.tidegate.activities.kafka.Groups;
import io.tidegate.activities.switches.Answer;
import io.tidegate.activities.switches.Turn.Action;
import io.tidegate.ledger.JournalRow;
import io.tidegate.ledger.Ledger;
import io.tidegate.runbooks.Switch;
import io.tidegate.runbooks.UnitGroup;
import io.tidegate.workflows.activity.Call;
import io.tidegate.workflows.activity.Done;
import io.tidegate.workflows.activity.KafkaActivities.Judge;
import io.tidegate.workflows.activity.RehearsalActivities.Started;
import io.tidegate.workflows.activity.Shadow;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * The groups that a rehearsal has of its own on the target: seeded, handed to the application where
 * it takes them, and removed. No other group is written to.
 */
final class ShadowGroups {
  /** A member that died is thrown out by then. */
  private static final Duration SESSION_MAX = Duration.ofSeconds(60);

  private final Ledger ledger;
  private final Notes notes;
  private final Once once;
  private final Verification verification;
  private final Quiescing quiescing;
  private final Switching switching;

  ShadowGroups(
      Ledger ledger,
      Notes notes,
      Once once,
      Verification verification,
      Quiescing quiescing,
      Switching switching) {
    this.ledger = ledger;
    this.notes = notes;
    this.once = once;
    this.verification = verification;
    this.quiescing = quiescing;
    this.switching = switching;
  }

  static List<String> of(Plan plan) {
    return plan.groups().stream().map(group -> Shadow.of(group, plan.call().wave())).toList();
  }

  Done seed(Plan plan, Judge judge, Pulse pulse) {
    Call call = judge.call();
    return once.run(
        call,
        "seed-shadows",
        Done.class,
        () -> {
          UnitProof proof = verification.proof(judge.evidence());
          Seed seed = shadows(plan, Seeding.proven(plan, proof, quiescing.read(plan, pulse)));
          List<String> busy = Quiet.busy(plan.target(), of(plan));
          if (!busy.isEmpty()) {
            throw Fail.refused("somebody is in a group of the rehearsal: " + busy);
          }
          int written = Seeding.write(plan, seed, pulse);
          Seeding.requireStanding(plan, seed);
          notes.audit(
              call,
              "shadows-seeded",
              "",
              new Seeding.Seeded(plan.unit().unit(), notes.put(seed), written));
          return new Done(
              call.key(),
              "%d positions written to %s for %s and read back"
                  .formatted(written, plan.target().name(), of(plan)));
        });
  }

  private static Seed shadows(Plan plan, Seed seed) {
    return new Seed(
        seed.unit(),
        seed.groups().stream()
            .map(
                group ->
                    new GroupSeed(Shadow.of(group.group(), plan.call().wave()), group.positions()))
            .toList());
  }

  /** That somebody is asked is written down first: who may have started is asked to stop. */
  Started start(Plan plan, Pulse pulse) {
    Call call = plan.call();
    return once.run(
        call,
        "start-shadows",
        Started.class,
        () -> {
          List<String> own = new ArrayList<>();
          List<String> said = new ArrayList<>();
          for (UnitGroup group : plan.unit().groups()) {
            if (!(how(plan, group) instanceof Switch.Webhook)) {
              said.add(group.group() + ": its switch is no webhook, a built-in consumer reads");
              continue;
            }
            notes.journal(
                call, Notes.Kind.SHADOW, group.group(), new Asked(group.group()), Asked.class);
            Answer answer = ask(plan, group, Action.START, pulse);
            if (answer instanceof Answer.Failed failed) {
              throw Fail.later(
                  "START of the shadow of group " + group.group() + ": " + failed.why());
            }
            if (answer instanceof Answer.Refused refused) {
              throw Fail.refused(
                  "START of the shadow of group "
                      + group.group()
                      + " was refused: "
                      + refused.why());
            }
            if (answer instanceof Answer.Done) {
              own.add(group.group());
              said.add(group.group() + ": the application says that it reads its shadow");
            } else {
              said.add(group.group() + ": the application takes none, a built-in consumer reads");
            }
          }
          return new Started(call.key(), own, String.join("; ", said));
        });
  }

  private static Switch how(Plan plan, UnitGroup group) {
    return group.ownSwitch().orElse(plan.unit().consumers());
  }

  /** Under the unit's own fence as it is now: it neither falls for the application nor rises. */
  private Answer ask(Plan plan, UnitGroup group, Action action, Pulse pulse) {
    long fence = ledger.leases().highestFence(plan.source().id(), plan.unit().unit());
    return switching.rehearse(plan, group, how(plan, group), action, fence, pulse);
  }

  /** Journal row: somebody was asked to read the shadow of this group. */
  record Asked(String group) {}

  /** Whatever is there of it; asked again, there is nothing left to do. */
  Done remove(Plan plan, Pulse pulse) {
    Call call = plan.call();
    Set<String> asked = new HashSet<>();
    for (JournalRow row : notes.rows(call)) {
      if (row.kind().equals(Notes.Kind.SHADOW.word())) {
        asked.add(Bodies.read(row.detailJson(), Asked.class).group());
      }
    }
    for (UnitGroup group : plan.unit().groups()) {
      if (asked.contains(group.group())
          && ask(plan, group, Action.STOP, pulse) instanceof Answer.Failed failed) {
        throw Fail.later("STOP of the shadow of group " + group.group() + ": " + failed.why());
      }
    }
    List<String> shadows = of(plan);
    Optional<String> busy =
        Quiet.untilEmpty(plan.target(), shadows, Poll.within(SESSION_MAX, pulse));
    if (busy.isPresent()) {
      throw Fail.later("a group of the rehearsal cannot be removed yet: " + busy.get());
    }
    List<String> there =
        new Groups(plan.target())
            .describe(shadows).values().stream()
                .filter(group -> group.kind() != Group.Kind.ABSENT)
                .map(Group::name)
                .toList();
    for (String shadow : there) {
      if (!Shadow.isOne(shadow, call.wave())) {
        throw new IllegalStateException(shadow + " is no group of wave " + call.wave());
      }
      PreviousOffsets.remove(plan, shadow);
    }
    notes.audit(call, "shadows-removed", "", new Removed(call.unit(), there));
    return new Done(call.key(), "removed on " + plan.target().name() + ": " + there);
  }

  /** Detail of the audit entry. */
  record Removed(String unit, List<String> groups) {}
}
