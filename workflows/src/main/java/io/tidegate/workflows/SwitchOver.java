package io.tidegate.workflows;

import io.temporal.failure.CanceledFailure;
import io.temporal.workflow.CancellationScope;
import io.temporal.workflow.Promise;
import io.temporal.workflow.Workflow;
import io.tidegate.runbooks.MigrationUnit;
import io.tidegate.runbooks.Step;
import io.tidegate.workflows.activity.Done;
import io.tidegate.workflows.activity.KafkaActivities.Anchored;
import io.tidegate.workflows.activity.KafkaActivities.Finals;
import io.tidegate.workflows.activity.KafkaActivities.Judge;
import io.tidegate.workflows.activity.WatchActivities;
import io.tidegate.workflows.view.WaveState;
import java.time.Duration;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * One pass of a unit from STOP on the source to members on the target: the application stands still
 * meanwhile, and never waits for a person. Whatever goes wrong, the unit backs out by itself: its
 * consumers run on the source again.
 *
 * <pre>
 *   STOP ─ empty ─ anchor ─ resolve ─ seed ─ START ─ assigned
 *   └──────────── pause budget ────────────────────────┘
 * </pre>
 */
final class SwitchOver {

  /** How a pass ended. */
  sealed interface Outcome {
    /**
     * The consumers hold their assignment on the target.
     *
     * @param note one plain line about that assignment
     */
    record Switched(Finals finals, String note) implements Outcome {}

    /**
     * The consumers run on the source again.
     *
     * @param asksAgain true when people have to look at a worse verdict; else the unit holds
     */
    record BackedOut(String why, boolean asksAgain) implements Outcome {}
  }

  private final Deck deck;
  private final MigrationUnit unit;
  private final UnitCalls calls;
  private final Stop stop;
  private final String approved;
  private final Runnable onStart;
  private Reached reached = Reached.FROZEN;
  private boolean over;
  private boolean worse;
  private @Nullable String why;
  private @Nullable Finals finals;
  private String assigned = "";

  /**
   * @param approved evidence that people approved
   * @param onStart told when START is about to be sent to the target
   */
  SwitchOver(
      Deck deck,
      MigrationUnit unit,
      UnitCalls calls,
      Stop stop,
      String approved,
      Runnable onStart) {
    this.deck = deck;
    this.unit = unit;
    this.calls = calls;
    this.stop = stop;
    this.approved = approved;
    this.onStart = onStart;
  }

  /** The break-glass sheet is written and the quiesce step journaled before. */
  Outcome run() {
    CancellationScope forward = Workflow.newCancellationScope(this::forward);
    Promise<Void> watch = Coroutines.start("pause of " + unit.unit(), () -> watch(forward));
    try {
      forward.run();
    } catch (CanceledFailure cancelled) {
      Stopped.check();
    }
    boolean switched = over;
    over = true;
    watch.get();
    if (switched && finals != null) {
      return new Outcome.Switched(finals, assigned);
    }
    String cause = why == null ? "stopped" : why;
    backOut(cause);
    return new Outcome.BackedOut(cause, worse);
  }

  /** Ends the pass at the end of the budget, and on a hold as long as START was not sent. */
  private void watch(CancellationScope forward) {
    Duration budget = unit.consumers().maxPause();
    boolean held =
        Waiting.atMost(budget, () -> over || (stop.isHeld() && !reached.atLeast(Reached.STARTED)));
    if (over) {
      return;
    }
    why = held ? stop.why() : "the pause budget of " + budget + " was used up";
    forward.cancel(String.valueOf(why));
  }

  private void forward() {
    try {
      quiesce();
      Finals found = resolve();
      if (!found.worse().isEmpty()) {
        worse = true;
        why = "worse than what was approved: " + String.join("; ", found.worse());
        return;
      }
      seed(found);
      startOnTarget();
      finals = found;
      over = true;
    } catch (StepFailed failed) {
      why = failed.reason();
    }
  }

  private void quiesce() throws StepFailed {
    Duration within = unit.consumers().within();
    Stopped.check();
    reached = Reached.STOPPED;
    calls.ask(Step.QUIESCE, "stop-source", call -> deck.stubs().switching(within).stopSource(call));
    calls.ask(Step.QUIESCE, "await-source-empty", call -> watching().awaitSourceEmpty(call));
    Anchored anchor =
        calls.ask(Step.QUIESCE, "read-anchor", call -> deck.stubs().anchoring().readAnchor(call));
    deck.done(unit.unit(), Step.QUIESCE, anchor.note());
  }

  private Finals resolve() throws StepFailed {
    deck.begin(unit.unit(), Step.SEED);
    return calls.ask(
        Step.SEED,
        "resolve-final",
        call -> deck.stubs().resolving().resolveFinal(new Judge(call, approved)));
  }

  private void seed(Finals found) throws StepFailed {
    calls.journal(Step.SEED);
    Stopped.check();
    reached = Reached.SEEDED;
    Done seeded =
        calls.ask(
            Step.SEED,
            "seed",
            call -> deck.stubs().seeding().seed(new Judge(call, found.evidence())));
    deck.done(unit.unit(), Step.SEED, found.note() + "; " + seeded.note());
  }

  private void startOnTarget() throws StepFailed {
    Duration within = unit.consumers().within();
    deck.begin(unit.unit(), Step.SWITCH_CONSUMERS);
    calls.journal(Step.SWITCH_CONSUMERS);
    Stopped.check();
    reached = Reached.STARTED;
    onStart.run();
    calls.ask(
        Step.SWITCH_CONSUMERS,
        "start-target",
        call -> deck.stubs().switching(within).startTarget(call));
    assigned =
        calls
            .ask(
                Step.SWITCH_CONSUMERS,
                "await-target-assigned",
                call -> watching().awaitTargetAssigned(call))
            .note();
  }

  private WatchActivities watching() {
    return deck.stubs().watching(unit.consumers().within());
  }

  private void backOut(String cause) {
    String name = unit.unit();
    deck.book().unit(name, WaveState.BACKING_OUT);
    deck.tell("backing-out", Scribe.detail("unit", name, "reason", cause));
    WayBack back = new WayBack(deck, unit, calls, WaveState.BACKING_OUT);
    while (!back.takeOver()) {
      deck.park(
          name,
          Step.FREEZE,
          "this wave does not hold the unit any more: its rollback has it",
          WaveState.BACKING_OUT);
    }
    var unused = back.undo(reached, true);
    back.journal(Reached.BACKED_OUT);
    for (Step step : List.of(Step.SWITCH_CONSUMERS, Step.SEED, Step.QUIESCE)) {
      deck.book().undone(name, step, cause);
    }
    deck.book().unit(name, WaveState.HELD);
    deck.tell("backed-out", Scribe.detail("unit", name, "reason", cause));
  }
}
