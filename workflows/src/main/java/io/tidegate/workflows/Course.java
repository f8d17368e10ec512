package io.tidegate.workflows;

import io.temporal.failure.CanceledFailure;
import io.temporal.workflow.Promise;
import io.temporal.workflow.Workflow;
import io.tidegate.runbooks.OnUnfit;
import io.tidegate.runbooks.Step;
import io.tidegate.workflows.Barrier.Passage;
import io.tidegate.workflows.view.WaveState;
import java.util.ArrayList;
import java.util.List;

/**
 * The way of a live wave forward. Units run side by side between gates. One that fell back is
 * brought on through the next round of its gates while the others are still observed; nobody passes
 * a gate that somebody may still come to.
 */
final class Course {
  private final Deck deck;
  private final Gatehouse house;
  private final Stop stop;
  private final Replies replies;
  private final Parts parts;
  private final WaveUnits units;
  private final List<Promise<Void>> underWay = new ArrayList<>();
  private final ReturnWindow window;
  private final Completion completion;
  private String since = "";

  /**
   * @param parts that are on their way back by themselves
   * @param alarm begins the rollback that a trigger asks for
   */
  Course(Gatehouse house, Inbox inbox, Replies replies, Parts parts, Observation.Alarm alarm) {
    this.deck = house.deck();
    this.house = house;
    this.stop = house.stop();
    this.replies = replies;
    this.parts = parts;
    this.completion = new Completion(deck, inbox, stop, replies, parts);
    this.units =
        new WaveUnits(
            deck.runbook().units().stream()
                .map(unit -> new UnitRun(house, unit, this::started, alarm))
                .toList());
    this.window = new ReturnWindow(deck.book(), units.all());
  }

  private void started() {
    window.started();
  }

  /** These units go back by themselves: nothing of the wave acts on them any more. */
  void takeOut(List<String> names) {
    units.takeOut(names);
  }

  /** True when nothing acts on them any more. */
  boolean haveLeft(List<String> names) {
    return units.haveLeft(names);
  }

  /**
   * Ends COMPLETED, REFUSED or, where every unit was taken back, ROLLED_BACK; by an exception only
   * when its scope is cancelled for a rollback.
   */
  void run() {
    Opening opening = new Opening(deck, units.all(), this::awaitParts);
    try {
      passAtLast(Step.INVENTORY);
      if (!opening.inventory()) {
        return;
      }
      passAtLast(Step.FREEZE);
      if (!opening.freeze()) {
        return;
      }
      passAtLast(Step.VERIFY);
      while (!units.present().isEmpty()) {
        bringOn();
      }
      awaitParts();
      close();
    } catch (CanceledFailure stopped) {
      underWay.forEach(Promise::get); // whoever takes over finds nobody at work
      throw stopped;
    }
  }

  private void awaitParts() {
    if (!parts.areEnded()) {
      deck.book().wave(WaveState.ROLLING_BACK, "the last units are rolled back");
      Workflow.await(parts::areEnded);
    }
  }

  /** Complete closes the way back of the whole wave: nobody is asked while a unit is on it. */
  private void awaitThoseOnTheWayBack() {
    deck.book().wave(WaveState.RUNNING, "complete waits for the units that are rolled back");
    replies.standing(() -> true);
    Workflow.await(() -> parts.areEnded() || stop.isHeld());
    replies.moving();
  }

  /** Before anything is proven: the same round is asked until somebody says go. */
  private void passAtLast(Step step) {
    standWhileHeld();
    while (!units.present().isEmpty() && !passes(step, units.present())) {
      standWhileHeld();
    }
  }

  private void bringOn() {
    awaitTurn();
    takeSetbacks();
    standWhileHeld();
    List<UnitRun> behind = units.furthestBehind();
    if (!units.isTurn() || behind.isEmpty()) {
      return;
    }
    Step step = behind.get(0).transit().next();
    if (step == Step.COMPLETE && !parts.areEnded()) {
      awaitThoseOnTheWayBack();
      return;
    }
    if (step == Step.QUIESCE) {
      behind = verified(behind);
    }
    if (!behind.isEmpty() && passes(step, behind)) {
      advance(step, behind);
    }
  }

  /** Until somebody can be brought on, or a hold or a setback is to be looked at. */
  private void awaitTurn() {
    replies.standing(units::isNobodySwitching);
    Workflow.await(
        () ->
            units.isTurn()
                || units.present().isEmpty()
                || (units.isNobodySwitching()
                    && (stop.isHeld() || units.any(unit -> unit.transit().hasSetback()))));
    replies.moving();
  }

  private void takeSetbacks() {
    for (UnitRun unit : units.all()) {
      Transit.Setback setback = unit.transit().takeSetback().orElse(null);
      if (setback == null || unit.isOver()) {
        continue;
      }
      switch (setback.way()) {
        case ASKED_AGAIN -> since = setback.why();
        case HELD -> stop.hold(setback.why());
        case HELD_BACK -> unit.work(() -> unit.holdBack(setback.why()));
      }
    }
  }

  private void standWhileHeld() {
    if (!stop.isHeld()) {
      return;
    }
    deck.book().wave(WaveState.HELD, stop.told(deck.wave()));
    deck.tell("held", Scribe.detail("reason", stop.told(deck.wave())));
    replies.standing(() -> true);
    Workflow.await(() -> !stop.isHeld() || units.present().isEmpty());
    replies.moving();
    deck.book().wave(WaveState.RUNNING, "resumed");
  }

  /** Those that are fit to be asked about; the others stop the wave or stay behind, as written. */
  private List<UnitRun> verified(List<UnitRun> behind) {
    deck.book().wave(WaveState.RUNNING, "verifying" + (since.isEmpty() ? "" : " again: " + since));
    behind.forEach(unit -> deck.book().unit(unit.name(), WaveState.RUNNING));
    UnitRun.sideBySide("verify", behind, unit -> unit.verification().verify());
    List<UnitRun> unfit =
        WaveUnits.present(behind).stream().filter(unit -> unit.verification().isUnfit()).toList();
    if (unfit.isEmpty()) {
      return WaveUnits.present(behind);
    }
    if (deck.runbook().onUnfit() == OnUnfit.STOP_WAVE) {
      stop.hold(
          "RED and not fit to be asked about: "
              + String.join("; ", unfit.stream().map(Course::told).toList())
              + "; mend what is RED, it is verified again then");
      return List.of();
    }
    UnitRun.sideBySide(
        "hold back",
        unfit,
        unit -> unit.holdBack("RED and not fit to be asked about: " + told(unit)));
    return WaveUnits.present(behind);
  }

  private static String told(UnitRun unit) {
    List<String> why = unit.verification().whyUnfit();
    return unit.name() + (why.isEmpty() ? "" : " (" + String.join(", ", why) + ")");
  }

  /** True when the gates before the step, if any, are consumed. */
  private boolean passes(Step step, List<UnitRun> all) {
    if (house.rulesBefore(step).isEmpty()) {
      return !stop.isHeld();
    }
    if (step.compareTo(Step.QUIESCE) > 0) {
      UnitRun.sideBySide("drift", all, UnitRun::checkDrift);
    }
    List<UnitRun> behind = WaveUnits.present(all);
    if (behind.isEmpty()) {
      return false;
    }
    Barrier barrier =
        house.barrier(step, behind, since, () -> behind.stream().anyMatch(UnitRun::isOver));
    replies.atGate(barrier::waits);
    Passage passage = barrier.cross(question(step, behind));
    replies.moving();
    since = "";
    if (passage instanceof Passage.Held held) {
      stop.hold(held.why());
    } else if (passage instanceof Passage.HeldBack some) {
      since = some.why();
      List<UnitRun> named =
          behind.stream().filter(unit -> some.units().contains(unit.name())).toList();
      UnitRun.sideBySide("hold back", named, unit -> unit.holdBack(some.why()));
    } else if (passage instanceof Passage.Again again) {
      since = again.why();
    }
    return passage instanceof Passage.Go;
  }

  private static Barrier.Question question(Step step, List<UnitRun> behind) {
    if (step.compareTo(Step.QUIESCE) < 0) {
      return new Questions.BeforeProof(behind);
    }
    return step == Step.QUIESCE
        ? new Questions.BeforeSwitch(behind)
        : new Questions.AfterSwitch(behind);
  }

  private void advance(Step step, List<UnitRun> behind) {
    if (step == Step.COMPLETE) {
      complete(behind);
      return;
    }
    Step end = nextGated(step);
    deck.book().wave(WaveState.RUNNING, step.word() + " and on, to " + end.word());
    Midway midway = new Midway(house, behind);
    WaveUnits.present(behind).forEach(unit -> underWay.add(unit.transit().setOut(end, midway)));
    midway.start();
  }

  private void complete(List<UnitRun> all) {
    if (!completion.begins()) {
      since = completion.unsettled(); // the gate was consumed; the next round asks again
      return;
    }
    UnitRun.sideBySide("complete", all, UnitRun::complete);
  }

  private void close() {
    if (units.any(UnitRun::isCompleted)) {
      close(WaveState.COMPLETED, "the source is retired as the way back");
    } else if (units.any(UnitRun::isTakenOut)) {
      close(WaveState.ROLLED_BACK, "every unit was rolled back or held back");
    } else {
      close(WaveState.REFUSED, "every unit was held back: nothing was moved");
    }
  }

  private void close(WaveState end, String why) {
    deck.book().wave(end, why);
    String kind =
        switch (end) {
          case COMPLETED -> "completed";
          case ROLLED_BACK -> "rolled-back";
          default -> "refused";
        };
    deck.tell(kind, Scribe.detail("reason", why));
  }

  /**
   * The next step with a gate before it where units stand, complete at the latest: the whole wave
   * is completed together.
   */
  private Step nextGated(Step step) {
    for (Step later : Step.values()) {
      boolean standsThere = later.compareTo(Step.OBSERVE) >= 0 && later.compareTo(step) > 0;
      if (standsThere && (later == Step.COMPLETE || !house.rulesBefore(later).isEmpty())) {
        return later;
      }
    }
    throw new Defect("no step after " + step);
  }
}
