package io.tidegate.activities;

import io.tidegate.activities.Seed.GroupSeed;
import io.tidegate.activities.kafka.Group;
import io.tidegate.activities.kafka.Groups;
import io.tidegate.activities.switches.Answer;
import io.tidegate.activities.switches.Turn;
import io.tidegate.activities.switches.Turn.Action;
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
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * The groups that a rehearsal has of its own on the target: seeded, handed to the application where
 * it takes them, and removed. No other group is written to.
 */
final class ShadowGroups {
  /** A member that died is thrown out by then. */
  static final Duration SESSION_MAX = Duration.ofSeconds(60);

  private final Ledger ledger;
  private final Notes notes;
  private final Once once;
  private final Verification verification;
  private final Quiescing quiescing;
  private final Switching switching;
  private final CanaryLeft canary;

  ShadowGroups(
      Ledger ledger,
      Notes notes,
      Once once,
      Verification verification,
      Quiescing quiescing,
      Switching switching,
      CanaryLeft canary) {
    this.ledger = ledger;
    this.notes = notes;
    this.once = once;
    this.verification = verification;
    this.quiescing = quiescing;
    this.switching = switching;
    this.canary = canary;
  }

  static List<String> of(Plan plan) {
    return plan.groups().stream().map(group -> of(plan, group)).toList();
  }

  static String of(Plan plan, String group) {
    return Shadow.of(group, plan.call().wave());
  }

  Done seed(Plan plan, Judge judge, Pulse pulse) {
    Call call = judge.call();
    return once.run(
        call,
        "seed-shadows",
        Done.class,
        () -> {
          UnitProof proof = verification.proof(judge.evidence());
          Seed seed = shadows(plan, Seedable.proven(plan, proof, quiescing.read(plan, pulse)));
          List<String> busy = Quiet.busy(plan.target(), of(plan));
          if (!busy.isEmpty()) {
            throw Fail.refused("somebody is in a group of the rehearsal: " + busy);
          }
          int written = SeededOffsets.write(plan, seed, pulse);
          SeededOffsets.require(plan, seed);
          String evidence = notes.put(seed);
          notes.journal(
              call, Notes.Kind.SHADOW_SEED, "", new Notes.Body(evidence), Notes.Body.class);
          notes.audit(
              call,
              "shadows-seeded",
              "",
              new Seeding.Seeded(plan.unit().unit(), evidence, written));
          return new Done(
              call.key(),
              "%s written to %s for %s and read back%s"
                  .formatted(
                      Counted.of(written, "position"),
                      plan.target().name(),
                      names(seed.written()),
                      seed.toldByHand()));
        });
  }

  private static List<String> names(List<GroupSeed> groups) {
    return groups.stream().map(GroupSeed::group).toList();
  }

  /** The same under other names: who keeps its own positions is told them with START here too. */
  private static Seed shadows(Plan plan, Seed seed) {
    return new Seed(
        seed.unit(),
        seed.groups().stream()
            .map(
                group ->
                    new GroupSeed(
                        of(plan, group.group()),
                        group.positions(),
                        group.toApplication(),
                        group.joins()))
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
          Map<String, List<Turn.Position>> positions = seeded(call).toApplications();
          List<String> own = new ArrayList<>();
          List<String> said = new ArrayList<>();
          for (UnitGroup group : plan.unit().groups()) {
            boolean started = start(plan, group, positions.get(of(plan, group.group())), pulse);
            if (started && !group.keepsItsOwnPositions()) {
              own.add(group.group());
            }
            said.add(group.group() + ": " + said(plan, group, started));
          }
          return new Started(call.key(), own, String.join("; ", said));
        });
  }

  private Seed seeded(Call call) {
    return notes
        .latest(call, Notes.Kind.SHADOW_SEED, Notes.Body.class)
        .map(body -> notes.get(body.evidence(), Seed.class))
        .orElseThrow(
            () -> Fail.refused("the shadow groups of unit " + call.unit() + " were not seeded"));
  }

  /**
   * Whether the application takes it.
   *
   * @param positions where to go on, of an application that keeps its own; else null
   */
  private boolean start(
      Plan plan, UnitGroup group, @Nullable List<Turn.Position> positions, Pulse pulse) {
    if (!(how(plan, group) instanceof Switch.Webhook)) {
      return false;
    }
    notes.journal(
        plan.call(), Notes.Kind.SHADOW, group.group(), new Asked(group.group()), Asked.class);
    Answer answer = ask(plan, group, Action.START, positions, pulse);
    if (answer instanceof Answer.Failed failed) {
      throw Fail.later("START of the shadow of group " + group.group() + ": " + failed.why());
    }
    if (answer instanceof Answer.Refused refused) {
      throw Fail.refused(
          "START of the shadow of group " + group.group() + " was refused: " + refused.why());
    }
    return answer instanceof Answer.Done;
  }

  private static String said(Plan plan, UnitGroup group, boolean started) {
    boolean own = group.keepsItsOwnPositions();
    if (started) {
      return own
          ? "the application says that it goes on where it was told; it joins no group, so the same is read by position beside it"
          : "the application says that it reads its shadow";
    }
    String none =
        how(plan, group) instanceof Switch.Webhook
            ? "the application takes none, "
            : "its switch is no webhook, ";
    return none + (own ? "it is read by position" : "a built-in consumer reads");
  }

  private static Switch how(Plan plan, UnitGroup group) {
    return group.ownSwitch().orElse(plan.unit().consumers());
  }

  /** Under the unit's own fence as it is now: it neither falls for the application nor rises. */
  private Answer ask(
      Plan plan,
      UnitGroup group,
      Action action,
      @Nullable List<Turn.Position> positions,
      Pulse pulse) {
    long fence = ledger.leases().highestFence(plan.source().id(), plan.unit().unit());
    return switching.rehearse(plan, group, how(plan, group), action, positions, fence, pulse);
  }

  /** Journal row: somebody was asked to read the shadow of this group. */
  record Asked(String group) {}

  /**
   * Whatever is there of it, and what a canary of it left; asked again, there is nothing left to
   * do. Everybody is asked to stop before anybody's failure to do so ends it.
   */
  Done remove(Plan plan, Pulse pulse) {
    Call call = plan.call();
    Set<String> asked = asked(call);
    List<String> running = new ArrayList<>();
    for (UnitGroup group : plan.unit().groups()) {
      if (asked.contains(group.group())
          && ask(plan, group, Action.STOP, null, pulse) instanceof Answer.Failed failed) {
        running.add("STOP of the shadow of group " + group.group() + ": " + failed.why());
      }
    }
    if (!running.isEmpty()) {
      throw Fail.later(String.join("; ", running));
    }
    List<String> shadows = of(plan);
    Optional<String> busy =
        Quiet.untilEmpty(plan.target(), shadows, Poll.within(SESSION_MAX, pulse));
    if (busy.isPresent()) {
      throw Fail.later("a group of the rehearsal cannot be removed yet: " + busy.get());
    }
    new Groups(plan.target())
        .describe(shadows).values().stream()
            .filter(group -> group.kind() != Group.Kind.ABSENT)
            .forEach(group -> PreviousOffsets.remove(plan, group.name()));
    notes.audit(call, "shadows-removed", "", new Removed(call.unit(), shadows));
    String left = canary.afterRehearsal(plan, pulse);
    return new Done(call.key(), "none of " + shadows + " is on " + plan.target().name() + left);
  }

  private Set<String> asked(Call call) {
    return notes.rows(call).stream()
        .filter(row -> row.kind().equals(Notes.Kind.SHADOW.word()))
        .map(row -> Bodies.read(row.detailJson(), Asked.class).group())
        .collect(Collectors.toSet());
  }

  /**
   * Detail of the audit entry.
   *
   * @param groups none of which is there any more, whichever attempt removed it
   */
  record Removed(String unit, List<String> groups) {}
}
