package io.tidegate.workflows;

import io.tidegate.parity.Light;
import io.tidegate.runbooks.MigrationUnit;
import io.tidegate.runbooks.Step;
import io.tidegate.workflows.activity.Deed;
import io.tidegate.workflows.activity.DryRunActivities.Tell;
import io.tidegate.workflows.activity.KafkaActivities.Verified;
import io.tidegate.workflows.view.Until;
import io.tidegate.workflows.view.WaveState;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;

/**
 * The way of a wave that only tells: inventory and verify are real, since they only read; of every
 * other step it is told what a live wave would do, in its order and with its values. It takes no
 * lease, opens no gate and changes nothing.
 */
final class DryRun {
  private final Deck deck;
  private final GatePreview gates;
  private final SafePoints safePoints;
  private final Map<String, UnitCalls> calls = new HashMap<>(); // asked by name, never iterated
  private final Map<String, Verified> verified = new HashMap<>(); // likewise
  private int told;

  DryRun(Gatehouse house, Replies replies) {
    this.deck = house.deck();
    this.gates = new GatePreview(house);
    this.safePoints = new SafePoints(house, replies);
    deck.runbook()
        .units()
        .forEach(unit -> calls.put(unit.unit(), new UnitCalls(deck, unit.unit())));
  }

  /** Ends COMPLETED, or REFUSED by what inventory found. */
  void run() {
    deck.book().rollbackPossibleUntil(Until.of(null, "a dry run moves nothing"));
    for (Step step : Step.values()) {
      safePoints.pass();
      gates.tell(step, verified);
      if (step == Step.INVENTORY) {
        if (new Opening(deck, List.of(), () -> {}).look().isEmpty()) {
          return;
        }
      } else if (step == Step.VERIFY) {
        deck.book().wave(WaveState.RUNNING, "verifying");
        Coroutines.sideBySide("verify", deck.runbook().units(), this::verify);
        Stopped.check();
      } else {
        deck.book().wave(WaveState.RUNNING, "telling what " + step.word() + " would do");
        deck.runbook().units().forEach(unit -> tell(unit, step));
      }
    }
    close();
  }

  private void verify(MigrationUnit unit) {
    deck.begin(unit.unit(), Step.VERIFY);
    Verified found =
        calls(unit)
            .insist(
                Step.VERIFY,
                "verify",
                call -> deck.stubs().resolving().verify(call),
                why -> park(unit, Step.VERIFY, why));
    verified.put(unit.unit(), found);
    deck.book().scorecard(unit.unit(), found.scorecard());
    deck.done(unit.unit(), Step.VERIFY, found.note());
  }

  private void tell(MigrationUnit unit, Step step) {
    boolean ofProducers = step == Step.SWITCH_PRODUCERS || step == Step.OBSERVE_PRODUCERS;
    if (ofProducers && unit.producers() == null) {
      return;
    }
    Verified found = verified.get(unit.unit());
    String evidence = found == null ? "" : found.evidence();
    int actions = 0;
    for (Deed deed : Deed.of(step)) {
      Stopped.check();
      actions +=
          calls(unit)
              .insist(
                  step,
                  deed.action(),
                  call -> deck.stubs().dryRun().tell(new Tell(call, deed, evidence)),
                  why -> park(unit, step, why))
              .actions();
    }
    told += actions;
    deck.book().skipped(unit.unit(), step, said(actions));
  }

  private void close() {
    List<String> unfit =
        deck.runbook().units().stream()
            .map(MigrationUnit::unit)
            .filter(unit -> GatePreview.asLive(known(unit)) == Light.RED)
            .toList();
    List<String> leftOut =
        deck.runbook().units().stream()
            .flatMap(unit -> GatePreview.leftOut(known(unit.unit())).stream())
            .distinct()
            .toList();
    String end = said(told);
    String unmade =
        leftOut.isEmpty()
            ? end
            : end + "; not checked, as a live wave does: " + String.join(", ", leftOut);
    String why =
        unfit.isEmpty()
            ? unmade
            : unmade + "; a live wave would ask nobody yet, since RED: " + String.join(", ", unfit);
    deck.book().everyUnit(WaveState.COMPLETED);
    deck.book().wave(WaveState.COMPLETED, why);
    deck.tell("completed", Scribe.detail("reason", why));
  }

  private static String said(int actions) {
    return "dry run: " + actions + (actions == 1 ? " action" : " actions") + " told, none taken";
  }

  private Verified known(String unit) {
    return Objects.requireNonNull(verified.get(unit), unit);
  }

  private UnitCalls calls(MigrationUnit unit) {
    return Objects.requireNonNull(calls.get(unit.unit()), unit.unit());
  }

  private void park(MigrationUnit unit, Step step, String why) {
    deck.park(unit.unit(), step, why, WaveState.RUNNING);
  }
}
