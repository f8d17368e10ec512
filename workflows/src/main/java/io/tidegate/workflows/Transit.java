package io.tidegate.workflows;

import io.temporal.workflow.Promise;
import io.tidegate.runbooks.MigrationUnit;
import io.tidegate.runbooks.Step;
import io.tidegate.runbooks.Switch;
import io.tidegate.workflows.activity.Call;
import io.tidegate.workflows.activity.Done;
import io.tidegate.workflows.activity.Echo;
import io.tidegate.workflows.activity.KafkaActivities.Judge;
import io.tidegate.workflows.activity.WatchActivities.Observe;
import io.tidegate.workflows.view.WaveState;
import java.time.Duration;
import java.time.Instant;
import java.util.Objects;
import java.util.Optional;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * One unit's way through the steps from quiesce on, from gate to gate in a coroutine of its own. It
 * stands at the next gate, or at quiesce again where it backed out, and says why.
 */
final class Transit {

  /** Why a unit stands where it did not mean to. */
  record Setback(String why, Midway.Way way) {}

  private final Deck deck;
  private final Gatehouse house;
  private final UnitRun run;
  private final MigrationUnit unit;
  private final UnitCalls calls;
  private final Runnable onStart;
  private final Observation observation;
  private Step next = Step.QUIESCE;
  private Step goal = Step.QUIESCE;
  private boolean running;
  private boolean switching;
  private @Nullable Setback setback;

  /**
   * @param onStart told when START is about to be sent to the target
   */
  Transit(
      Gatehouse house, UnitRun run, UnitCalls calls, Runnable onStart, Observation.Alarm alarm) {
    this.deck = house.deck();
    this.house = house;
    this.run = run;
    this.unit = run.unit();
    this.calls = calls;
    this.onStart = onStart;
    this.observation = new Observation(deck, unit, alarm);
  }

  /** The step that it takes next. */
  Step next() {
    return next;
  }

  /** True while it is on its way; else it stands before {@link #next}. */
  boolean isRunning() {
    return running;
  }

  /** True while its application may stand still. */
  boolean isSwitching() {
    return switching;
  }

  /** Before which step it stands next, when it runs. */
  Step goal() {
    return goal;
  }

  Observation observation() {
    return observation;
  }

  boolean hasSetback() {
    return setback != null;
  }

  /** Why it did not come to its goal, once. */
  Optional<Setback> takeSetback() {
    Optional<Setback> taken = Optional.ofNullable(setback);
    setback = null;
    return taken;
  }

  /** START is about to be sent to the target. */
  void started() {
    onStart.run();
  }

  /** Sets out to the steps before {@code end}; the promise ends when it stands again. */
  Promise<Void> setOut(Step end, Midway midway) {
    goal = end;
    running = true;
    switching = next == Step.QUIESCE || next == Step.SWITCH_PRODUCERS;
    return Coroutines.start("unit " + unit.unit(), () -> setOutTo(end, midway));
  }

  private void setOutTo(Step end, Midway midway) {
    try {
      run.work(() -> runTo(end, midway));
    } finally {
      midway.leave(run);
      switching = false;
      running = false;
    }
  }

  private void runTo(Step end, Midway midway) {
    while (next.compareTo(end) < 0) {
      if (!take(next, midway)) {
        return;
      }
      next = after(next);
    }
  }

  /** False when it stands where it did. */
  private boolean take(Step step, Midway midway) {
    return switch (step) {
      case QUIESCE -> switchOver(midway);
      case OBSERVE -> {
        observe();
        yield true;
      }
      case SWITCH_PRODUCERS -> moveProducers(midway.standstill());
      case OBSERVE_PRODUCERS -> {
        observeProducers();
        yield true;
      }
      default -> throw new Defect("a unit takes no step " + step + " by itself");
    };
  }

  private Step after(Step step) {
    return switch (step) {
      case QUIESCE -> Step.OBSERVE;
      case OBSERVE -> unit.producers() == null ? Step.COMPLETE : Step.SWITCH_PRODUCERS;
      case SWITCH_PRODUCERS -> Step.OBSERVE_PRODUCERS;
      default -> Step.COMPLETE;
    };
  }

  /** False when they write to the source again, or a hold came before anything was touched. */
  private boolean moveProducers(Standstill standstill) {
    if (house.stop().isHeld()) {
      return false;
    }
    switching = true;
    try {
      if (!standstill.enter(run)) {
        return false;
      }
      Optional<String> why = whyProducersStay();
      why.ifPresent(
          cause ->
              fallBack(
                  standstill,
                  new Setback(
                      "the producers of unit " + unit.unit() + " stay on the source: " + cause,
                      Midway.Way.HELD)));
      return why.isEmpty();
    } finally {
      standstill.leave(run);
      switching = false;
    }
  }

  private void fallBack(Standstill standstill, Setback back) {
    setback = back;
    if (back.way() == Midway.Way.HELD) {
      standstill.fallBack();
    }
  }

  private Optional<String> whyProducersStay() {
    Switch producers = Objects.requireNonNull(unit.producers(), "a unit with producers");
    Instant now = ViewBook.now();
    ChangeWindows windows = house.windowsOf(Step.SWITCH_PRODUCERS);
    if (!windows.isOpen(now)) {
      return Optional.of("the change window has closed; " + windows.told(now));
    }
    deck.begin(unit.unit(), Step.SWITCH_PRODUCERS);
    try {
      calls.journal(Step.SWITCH_PRODUCERS);
    } catch (StepFailed failed) {
      deck.book().undone(unit.unit(), Step.SWITCH_PRODUCERS, failed.reason());
      return Optional.of(failed.reason());
    }
    return new ProducerMove(deck, unit, producers, calls, house).run();
  }

  private void observeProducers() {
    deck.begin(unit.unit(), Step.OBSERVE_PRODUCERS);
    String note =
        observation.watch(
            deck.runbook().observe(),
            (window, muted) ->
                insist(
                    Step.OBSERVE_PRODUCERS,
                    "observe-producers",
                    call ->
                        deck.stubs()
                            .watching(window)
                            .observeProducers(new Observe(finals(call), window, muted))));
    deck.done(unit.unit(), Step.OBSERVE_PRODUCERS, note);
  }

  /** False when it backed out, or a hold came before anything was touched. */
  private boolean switchOver(Midway midway) {
    try {
      return !house.stop().isHeld()
          && (midway.isAsking() || midway.standstill().enter(run))
          && isStandstillAllowed(midway.standstill())
          && quiesceAndSwitch(midway);
    } finally {
      midway.standstill().leave(run);
      midway.leave(run);
      switching = false;
    }
  }

  private boolean isStandstillAllowed(Standstill standstill) {
    Instant now = ViewBook.now();
    ChangeWindows windows = house.windowsOf(Step.QUIESCE);
    if (!windows.isOpen(now)) {
      notStopped(standstill, "the change window has closed; " + windows.told(now));
    }
    return windows.isOpen(now);
  }

  private boolean quiesceAndSwitch(Midway midway) {
    deck.begin(unit.unit(), Step.QUIESCE);
    try {
      calls.ask(
          Step.QUIESCE, "write-break-glass", call -> deck.stubs().brief().writeBreakGlass(call));
      calls.journal(Step.QUIESCE);
    } catch (StepFailed failed) {
      notStopped(midway.standstill(), failed.reason());
      return false;
    }
    SwitchOver pass = new SwitchOver(deck, run, calls, house, midway);
    SwitchOver.Outcome outcome = pass.run();
    if (outcome instanceof SwitchOver.Outcome.BackedOut back) {
      fallBack(
          midway.standstill(),
          new Setback("unit " + unit.unit() + " backed out: " + back.why(), back.way()));
      return false;
    }
    midway.standstill().leave(run);
    firstCommits(((SwitchOver.Outcome.Switched) outcome).note());
    return true;
  }

  /**
   * Between the approval and STOP no step waits for a person: what was approved would be old when
   * it goes on. The unit holds, and resuming verifies and asks again.
   */
  private void notStopped(Standstill standstill, String why) {
    deck.book().undone(unit.unit(), Step.QUIESCE, why);
    deck.book().unit(unit.unit(), WaveState.HELD);
    fallBack(
        standstill,
        new Setback("unit " + unit.unit() + " was not stopped: " + why, Midway.Way.HELD));
  }

  /**
   * @param assigned what was seen of the assignment
   */
  private void firstCommits(String assigned) {
    Duration within = unit.consumers().within();
    Done committed =
        insist(
            Step.SWITCH_CONSUMERS,
            "await-first-commits",
            call -> deck.stubs().watching(within).awaitFirstCommits(finals(call)));
    deck.done(unit.unit(), Step.SWITCH_CONSUMERS, assigned + "; " + committed.note());
  }

  private void observe() {
    deck.begin(unit.unit(), Step.OBSERVE);
    String note =
        observation.watch(
            deck.runbook().observe(),
            (window, muted) ->
                insist(
                    Step.OBSERVE,
                    "observe",
                    call ->
                        deck.stubs()
                            .watching(window)
                            .observe(new Observe(finals(call), window, muted))));
    deck.done(unit.unit(), Step.OBSERVE, note);
  }

  private Judge finals(Call call) {
    return new Judge(call, run.finals().evidence());
  }

  /** It waits for a person, while its application runs on one of the clusters. */
  private void park(Step step, String why) {
    switching = false;
    deck.park(unit.unit(), step, why, WaveState.RUNNING);
  }

  private <T extends Echo> T insist(Step step, String action, Function<Call, T> activity) {
    return calls.insist(step, action, activity, why -> park(step, why));
  }
}
