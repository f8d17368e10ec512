package io.tidegate.workflows;

import io.temporal.failure.CanceledFailure;
import io.tidegate.runbooks.Step;
import io.tidegate.workflows.activity.KafkaActivities.Inventoried;
import io.tidegate.workflows.activity.KafkaActivities.UnitFound;
import io.tidegate.workflows.activity.KafkaActivities.Verified;
import io.tidegate.workflows.view.Until;
import io.tidegate.workflows.view.WaveState;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * The way of a wave that rehearses: every unit is verified, and then goes through the steps with
 * groups of its own on the target, while its application goes on where it is. No gate is opened: it
 * is told what each would ask.
 */
final class Rehearsal {
  private final Deck deck;
  private final GatePreview gates;
  private final SafePoints safePoints;
  private final List<RehearsalRun> units;

  Rehearsal(Gatehouse house, Replies replies) {
    this.deck = house.deck();
    this.gates = new GatePreview(house);
    this.safePoints = new SafePoints(house, replies);
    this.units =
        deck.runbook().units().stream()
            .map(unit -> new RehearsalRun(deck, unit, safePoints))
            .toList();
  }

  /** Ends COMPLETED, whatever was found, or REFUSED by what inventory found. */
  void run() {
    deck.book().rollbackPossibleUntil(Until.of(null, "a rehearsal moves nothing"));
    safePoints.pass();
    Optional<Inventoried> found = new Opening(deck, List.of(), () -> {}).look();
    if (found.isEmpty()) {
      return;
    }
    units.forEach(unit -> unit.leases(of(found.get(), unit)));
    deck.book().wave(WaveState.RUNNING, "rehearsing");
    try {
      safePoints.pass();
      Coroutines.sideBySide("verify", units, RehearsalRun::verify);
      Stopped.check();
      tellGates();
      Coroutines.sideBySide("rehearse", units, RehearsalRun::rehearse);
      Stopped.check();
    } catch (CanceledFailure stopped) {
      units.forEach(RehearsalRun::stopped);
      removeAll();
      throw stopped;
    }
    removeAll();
    close();
  }

  /** Also when the wave was stopped: each unit does it in a scope of its own. */
  private void removeAll() {
    Coroutines.sideBySide("remove", units, RehearsalRun::cleanUp);
  }

  private static UnitFound of(Inventoried found, RehearsalRun unit) {
    return found.units().stream()
        .filter(each -> each.unit().equals(unit.name()))
        .findFirst()
        .orElseThrow(() -> new Defect("inventory left out unit " + unit.name()));
  }

  private void tellGates() {
    Map<String, Verified> verified = new HashMap<>(); // asked by name, never iterated
    units.forEach(unit -> unit.verified().ifPresent(seen -> verified.put(unit.name(), seen)));
    for (Step step : Step.values()) {
      gates.tell(step, verified);
    }
  }

  private void close() {
    String why =
        "rehearsed: "
            + String.join(
                "; ", units.stream().map(unit -> unit.name() + ": " + unit.conclusion()).toList());
    deck.book().everyUnit(WaveState.COMPLETED);
    deck.book().wave(WaveState.COMPLETED, why);
    deck.tell("completed", Scribe.detail("reason", why));
  }
}
