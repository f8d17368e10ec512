package io.tidegate.workflows;

import io.tidegate.runbooks.MigrationUnit;
import io.tidegate.runbooks.Step;
import io.tidegate.workflows.activity.Done;
import io.tidegate.workflows.activity.KafkaActivities.Anchored;
import io.tidegate.workflows.activity.KafkaActivities.Finals;
import io.tidegate.workflows.activity.KafkaActivities.Judge;
import io.tidegate.workflows.activity.WatchActivities;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * One pass of a unit from STOP on the source to members on the target: the application stands still
 * meanwhile, and never waits for a person. Whatever goes wrong, the unit backs out by itself: its
 * consumers run on the source again.
 *
 * <pre>
 *   STOP ─ empty ─ anchor ─ fence ─ resolve ─ [gate] ─ seed ─ [gate] ─ START ─ assigned
 *   └──────────────────────── pause budget ─────────────────────────────────┘
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
     * @param way what comes of it: people have to look again, the unit holds, or it stays behind
     */
    record BackedOut(String why, Midway.Way way) implements Outcome {}
  }

  private final Deck deck;
  private final UnitRun run;
  private final MigrationUnit unit;
  private final UnitCalls calls;
  private final Midway midway;
  private final Pause pause;
  private final String approved;
  private Reached reached = Reached.FROZEN;
  private boolean worse;
  private @Nullable Finals finals;
  private String assigned = "";

  SwitchOver(Deck deck, UnitRun run, UnitCalls calls, Gatehouse house, Midway midway) {
    this.deck = deck;
    this.run = run;
    this.unit = run.unit();
    this.calls = calls;
    this.midway = midway;
    this.approved = run.verification().verified().evidence();
    this.pause =
        new Pause(
            unit.unit(),
            unit.maxPause(),
            house.stop(),
            house.windowsOf(Step.QUIESCE),
            () -> reached.atLeast(Reached.STARTED));
  }

  /** The break-glass sheet is written and the quiesce step journaled before. */
  Outcome run() {
    Optional<String> why;
    try {
      why = pause.run(this::forward);
    } finally {
      midway.leave(run);
    }
    if (why.isEmpty() && finals != null) {
      return new Outcome.Switched(finals, assigned);
    }
    String cause = backOut(why.orElse("stopped"));
    Midway.Way way = pause.way().orElse(worse ? Midway.Way.ASKED_AGAIN : Midway.Way.HELD);
    return new Outcome.BackedOut(cause, way);
  }

  private void forward() throws StepFailed, Midway.Closed {
    quiesce();
    Finals found = resolve();
    if (!found.worse().isEmpty()) {
      worse = true;
      throw new StepFailed("worse than what was approved: " + String.join("; ", found.worse()));
    }
    run.stopped(found);
    midway.pass(Step.SEED, run);
    seed(found);
    midway.pass(Step.SWITCH_CONSUMERS, run);
    startOnTarget();
    finals = found;
  }

  private void quiesce() throws StepFailed {
    Duration within = unit.consumers().within();
    Stopped.check();
    reached = Reached.STOPPED;
    calls.ask(Step.QUIESCE, "stop-source", call -> deck.stubs().switching(within).stopSource(call));
    calls.ask(Step.QUIESCE, "await-source-empty", call -> watching().awaitSourceEmpty(call));
    Anchored anchor =
        calls.ask(Step.QUIESCE, "read-anchor", call -> deck.stubs().anchoring().readAnchor(call));
    run.anchored(anchor.kept());
    Done fenced =
        calls.ask(Step.QUIESCE, "fence-source", call -> deck.stubs().fencing().fenceSource(call));
    deck.done(unit.unit(), Step.QUIESCE, anchor.note() + "; " + fenced.note());
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
    Done paused =
        calls.ask(
            Step.SEED,
            "pause-group-sync",
            call -> deck.stubs().switching(unit.consumers().within()).pauseGroupSync(call));
    Done seeded =
        calls.ask(
            Step.SEED,
            "seed",
            call -> deck.stubs().seeding().seed(new Judge(call, found.evidence())));
    deck.done(
        unit.unit(), Step.SEED, String.join("; ", found.note(), paused.note(), seeded.note()));
  }

  private void startOnTarget() throws StepFailed {
    Duration within = unit.consumers().within();
    deck.begin(unit.unit(), Step.SWITCH_CONSUMERS);
    calls.journal(Step.SWITCH_CONSUMERS);
    Stopped.check();
    reached = Reached.STARTED;
    run.transit().started();
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

  private String backOut(String cause) {
    return WayBack.backOut(
        deck,
        unit,
        calls,
        cause,
        back -> {
          var unused = back.undo(reached, true);
          back.journal(Reached.BACKED_OUT);
        },
        List.of(Step.SWITCH_CONSUMERS, Step.SEED, Step.QUIESCE));
  }
}
