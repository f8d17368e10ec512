package io.tidegate.activities;

import io.tidegate.activities.kafka.Cluster;
import io.tidegate.activities.switches.Turn.Action;
import io.tidegate.ledger.JournalRow;
import io.tidegate.runbooks.Control;
import io.tidegate.runbooks.Side;
import io.tidegate.workflows.activity.Call;
import io.tidegate.workflows.activity.Done;
import io.tidegate.workflows.activity.KafkaActivities.Judge;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** Writes the target positions, and starts the consumers there. */
final class Seeding {
  private final Plans plans;
  private final Notes notes;
  private final Once once;
  private final PreviousOffsets previous;
  private final Switching switching;
  private final Fencing fencing;

  Seeding(
      Plans plans,
      Notes notes,
      Once once,
      PreviousOffsets previous,
      Switching switching,
      Fencing fencing) {
    this.plans = plans;
    this.notes = notes;
    this.once = once;
    this.previous = previous;
    this.switching = switching;
    this.fencing = fencing;
  }

  /**
   * Everything is checked before the first write, and what stood on the target is in the ledger by
   * then. Writing the same seed again is harmless, so an attempt that died half-way is simply
   * repeated.
   */
  Done seed(Judge judge, Pulse pulse) {
    Call call = judge.call();
    Plan plan = plans.of(call);
    return once.run(
        call,
        "seed",
        Done.class,
        () -> {
          UnitProof finals = notes.proof(judge.evidence());
          Anchor anchor = Anchor.stored(notes, call);
          Seedable.require(plan, finals);
          AtAnchor.require(plan, anchor);
          requireNobodyOn(plan.target(), plan);
          previous.keep(plan);
          Apart.keep(notes, plan);
          notes.journal(
              call, Notes.Kind.FINAL, "", new Notes.Body(judge.evidence()), Notes.Body.class);
          Seed seed = seed(notes, plan, finals, anchor);
          int written = SeededOffsets.write(plan, seed, once.underFence(call, pulse));
          AtAnchor.require(plan, anchor);
          SeededOffsets.require(plan, seed);
          notes.journal(
              call, Notes.Kind.SEEDED, "", new Notes.Body(judge.evidence()), Notes.Body.class);
          notes.audit(call, "seeded", "", new Seeded(plan.unit().unit(), notes.put(seed), written));
          return new Done(
              call.key(),
              Counted.of(written, "position")
                  + " written to "
                  + plan.target().name()
                  + " and read back"
                  + seed.toldByHand());
        });
  }

  /**
   * Without a control over the replicator its group sync may have overwritten the seed between its
   * refresh and its write. Then it is written once more, right before START; a second time is
   * refused. Under a control, or where somebody came into a group, it is refused at once; a person
   * who was told to pause the sync is none, for nothing shows whether it was done in time.
   *
   * @param asked whether an attempt before this one may have started the application: what that has
   *     committed since is its own
   */
  private void standOrSeedOnceMore(Plan plan, Seed seed, boolean asked, Pulse pulse) {
    Set<String> unjoined = PreviousOffsets.unjoined(notes, plan.call());
    List<String> foreign =
        asked
            ? SeededOffsets.foreignBeforeAnybodyCame(plan, seed, unjoined)
            : SeededOffsets.foreign(plan, seed);
    if (foreign.isEmpty()) {
      return;
    }
    Control control = plan.runbook().replication().control();
    boolean controlled = control != null && !(control instanceof Control.Manual);
    boolean again = !controlled && !seededOnceMore(plan.call());
    if (!again
        || !Quiet.busy(plan.target(), plan.groups()).isEmpty()
        || SeededOffsets.anybodyCame(plan, seed, unjoined)) {
      throw Fail.refused(Fail.listed(foreign));
    }
    Overwritten overwritten = new Overwritten(foreign);
    notes.journal(plan.call(), Notes.Kind.RESEEDED, "", overwritten, Overwritten.class);
    notes.audit(plan.call(), "seeded-again", "", overwritten);
    SeededOffsets.write(plan, seed, once.underFence(plan.call(), pulse));
    SeededOffsets.require(plan, seed);
  }

  private boolean seededOnceMore(Call call) {
    boolean again = false;
    for (JournalRow row : notes.rows(call)) {
      if (Notes.Kind.FINAL.isOf(row)) {
        again = false;
      }
      again |= Notes.Kind.RESEEDED.isOf(row);
    }
    return again;
  }

  /** Journal row and detail of the audit entry: what stood in the place of the seed. */
  record Overwritten(List<String> found) {}

  Done startTarget(Call call, Pulse pulse) {
    Plan plan = plans.of(call);
    return once.run(
        call,
        "start-target",
        Done.class,
        () -> {
          requireSeeded(call);
          Seed seed = standing(notes, plan);
          boolean asked = Whereabouts.startedOnTarget(notes, call);
          if (!asked || Quiet.busy(plan.target(), plan.groups()).isEmpty()) {
            standOrSeedOnceMore(plan, seed, asked, pulse);
            Retained.require(plan, Anchor.stored(notes, call), seed);
          }
          fencing.requireNoLeak(plan);
          once.requireFence(call);
          Whereabouts.note(notes, call, Action.START, Side.TARGET);
          return new Done(
              call.key(),
              switching.ask(
                  plan,
                  Action.START,
                  Side.TARGET,
                  seed.toApplications(),
                  groups -> Arrival.misassigned(plan, seed, groups),
                  pulse));
        });
  }

  /** An attempt that died half-way has left a seed that nobody read back. */
  private void requireSeeded(Call call) {
    boolean seeded = false;
    for (JournalRow row : notes.rows(call)) {
      seeded &= !Notes.Kind.FINAL.isOf(row);
      seeded |= Notes.Kind.SEEDED.isOf(row);
    }
    if (!seeded) {
      throw Fail.refused(
          "the seed of unit " + call.unit() + " was not read back whole; nothing was started");
    }
  }

  /** The seed that was written last. */
  static Seed standing(Notes notes, Plan plan) {
    Notes.Body body =
        notes
            .latest(plan.call(), Notes.Kind.FINAL, Notes.Body.class)
            .orElseThrow(() -> Fail.refused("unit " + plan.unit().unit() + " was not seeded"));
    return seed(notes, plan, notes.proof(body.evidence()), Anchor.stored(notes, plan.call()));
  }

  private static Seed seed(Notes notes, Plan plan, UnitProof finals, Anchor anchor) {
    Map<String, List<String>> assigned =
        notes
            .latest(plan.call(), Notes.Kind.READS, Quiescing.Reads.class)
            .<Map<String, List<String>>>map(Quiescing.Reads::assigned)
            .orElse(Map.of());
    return Seedable.of(plan, finals, anchor, assigned, Apart.kept(notes, plan));
  }

  /**
   * Fences the source groups where the unit declares it, now that nobody is in them: DENY READ
   * would keep a member from leaving. Then, fenced or not, the source must still stand at its
   * anchor.
   */
  Done fenceSource(Call call) {
    Plan plan = plans.of(call);
    return once.run(
        call,
        "fence-source",
        Done.class,
        () -> {
          AtAnchor.require(plan, Anchor.stored(notes, call));
          if (!plan.unit().fences().deny()) {
            return new Done(call.key(), "no fence is declared; the source stands at its anchor");
          }
          String said = fencing.add(plan, Fence.Purpose.CONSUMERS);
          AtAnchor.require(plan, Anchor.stored(notes, call));
          return new Done(call.key(), said + "; the source stands at its anchor");
        });
  }

  private static void requireNobodyOn(Cluster cluster, Plan plan) {
    List<String> busy = Quiet.busy(cluster, plan.groups());
    if (!busy.isEmpty()) {
      throw Fail.refused(
          "only an EMPTY group can be seeded: " + Fail.listed(busy) + "; nothing was seeded");
    }
  }

  /**
   * Detail of the audit entry.
   *
   * @param evidence digest of the {@link Seed}
   */
  record Seeded(String unit, String evidence, int positions) {}
}
