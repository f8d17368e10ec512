package io.tidegate.workflows;

import io.tidegate.runbooks.Step;
import io.tidegate.workflows.activity.Call;
import io.tidegate.workflows.activity.KafkaActivities.Inventoried;
import io.tidegate.workflows.activity.KafkaActivities.UnitFound;
import io.tidegate.workflows.activity.LedgerActivities.Leased;
import io.tidegate.workflows.view.WaveState;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** The first steps of a wave, which all units take together or none. */
final class Opening {
  private final Deck deck;
  private final List<UnitRun> units;
  private final Runnable awaitParts;

  /**
   * @param awaitParts until whoever was taken out of the wave is back
   */
  Opening(Deck deck, List<UnitRun> units, Runnable awaitParts) {
    this.deck = deck;
    this.units = units;
    this.awaitParts = awaitParts;
  }

  /** False when what was found refuses the wave. */
  boolean inventory() {
    Optional<Inventoried> found = look();
    found.ifPresent(this::takeLeases);
    return found.isPresent();
  }

  /** What was found on both clusters; empty when it refuses the wave. */
  Optional<Inventoried> look() {
    deck.unitNames().forEach(unit -> deck.book().running(unit, Step.INVENTORY));
    deck.book().wave(WaveState.RUNNING, "inventory of both clusters");
    deck.tell("step-started", Scribe.detail("unit", "", "step", Step.INVENTORY.word()));
    Inventoried found = askInventory();
    String note =
        found.findings().isEmpty()
            ? "resolved on both clusters"
            : String.join("; ", found.findings());
    deck.unitNames().forEach(unit -> deck.book().done(unit, Step.INVENTORY, note));
    deck.tell("step-done", Scribe.detail("unit", "", "step", Step.INVENTORY.word(), "note", note));
    if (!found.findings().isEmpty()) {
      var unused = refuse(note);
      return Optional.empty();
    }
    return Optional.of(found);
  }

  private void takeLeases(Inventoried found) {
    for (UnitRun unit : units) {
      UnitFound leases =
          found.units().stream()
              .filter(each -> each.unit().equals(unit.name()))
              .findFirst()
              .orElseThrow(() -> new Defect("inventory left out unit " + unit.name()));
      unit.found(leases.leases());
    }
  }

  private Inventoried askInventory() {
    Call call =
        new Call(
            deck.wave(), "", Step.INVENTORY.word(), deck.keys() + "/inventory/1", 0, deck.digest());
    while (true) {
      try {
        return StepRunner.ask(call, asked -> deck.stubs().brief().inventory(asked));
      } catch (StepFailed failed) {
        deck.parkAll(Step.INVENTORY, failed.reason(), WaveState.RUNNING);
      }
    }
  }

  /** All units or none: a wave that cannot have one of them gives the others back. */
  boolean freeze() {
    List<Leased> held = new ArrayList<>();
    deck.book().wave(WaveState.RUNNING, "leases and fingerprints");
    UnitRun.sideBySide("freeze", units, unit -> unit.freeze().ifPresent(held::add));
    if (held.isEmpty()) {
      return true;
    }
    List<UnitRun> leased = units.stream().filter(UnitRun::isLeased).toList();
    UnitRun.sideBySide("let go", leased, UnitRun::letGo);
    String holder = String.valueOf(held.get(0).holder());
    deck.book().holder(holder);
    return refuse(held.get(0).heldKey() + " is leased by wave " + holder);
  }

  private boolean refuse(String why) {
    awaitParts.run();
    for (String unit : deck.unitNames()) {
      deck.book().undone(unit, Step.FREEZE, why);
    }
    deck.book().everyUnit(WaveState.REFUSED);
    deck.book().wave(WaveState.REFUSED, why);
    deck.tell("refused", Scribe.detail("reason", why));
    return false;
  }
}
