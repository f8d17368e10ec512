package io.tidegate.workflows;

import io.temporal.workflow.Workflow;
import io.tidegate.runbooks.GateRule;
import io.tidegate.runbooks.Step;
import io.tidegate.workflows.Barrier.Passage;
import io.tidegate.workflows.activity.Call;
import io.tidegate.workflows.activity.KafkaActivities.Inventoried;
import io.tidegate.workflows.activity.KafkaActivities.UnitFound;
import io.tidegate.workflows.activity.LedgerActivities.Leased;
import io.tidegate.workflows.view.Until;
import io.tidegate.workflows.view.WaveState;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.function.BooleanSupplier;
import org.jspecify.annotations.Nullable;

/**
 * The way of a live wave forward. Units run side by side between gates; a unit that fell back is
 * brought on first, through the next round of its gates, before the others go further.
 */
final class Course {
  private static final List<Step> GATED = List.of(Step.QUIESCE, Step.OBSERVE, Step.COMPLETE);

  private final Deck deck;
  private final Gates gates;
  private final Stop stop;
  private final Replies replies;
  private final BooleanSupplier inboxIsQuiet;
  private final List<UnitRun> units;
  private @Nullable Instant firstStart;
  private String since = "";

  Course(Deck deck, Gates gates, Stop stop, Replies replies, BooleanSupplier inboxIsQuiet) {
    this.deck = deck;
    this.gates = gates;
    this.stop = stop;
    this.replies = replies;
    this.inboxIsQuiet = inboxIsQuiet;
    this.units =
        deck.runbook().units().stream()
            .map(unit -> new UnitRun(deck, unit, stop, this::started))
            .toList();
  }

  /** Ends COMPLETED or REFUSED; by an exception only when its scope is cancelled for a rollback. */
  void run() {
    if (!inventory() || !freeze()) {
      return;
    }
    while (units.stream().anyMatch(unit -> !unit.isCompleted())) {
      standWhileHeld();
      List<UnitRun> behind = furthestBehind();
      Step step = behind.get(0).next();
      if (step == Step.QUIESCE && !verify(behind)) {
        continue;
      }
      if (passes(step, behind)) {
        advance(step, behind);
      }
    }
    deck.book().wave(WaveState.COMPLETED, "the source is retired as the way back");
    deck.tell("completed", Scribe.detail());
  }

  private boolean inventory() {
    List<GateRule> unsupported =
        deck.runbook().gates().stream().filter(gate -> !GATED.contains(gate.before())).toList();
    if (!unsupported.isEmpty()) {
      GateRule gate = unsupported.get(0);
      return refuse(
          "gate "
              + gate.gate()
              + ": before "
              + gate.before().word()
              + " is not supported yet; allowed: quiesce, observe, complete");
    }
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
      return refuse(note);
    }
    for (UnitRun unit : units) {
      UnitFound leases =
          found.units().stream()
              .filter(each -> each.unit().equals(unit.name()))
              .findFirst()
              .orElseThrow(() -> new Defect("inventory left out unit " + unit.name()));
      unit.found(leases.leases());
    }
    return true;
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
  private boolean freeze() {
    standWhileHeld();
    List<Leased> held = new ArrayList<>();
    deck.book().wave(WaveState.RUNNING, "leases and fingerprints");
    Coroutines.sideBySide("freeze", units, unit -> unit.freeze().ifPresent(held::add));
    Stopped.check();
    if (held.isEmpty()) {
      return true;
    }
    List<UnitRun> leased = units.stream().filter(UnitRun::isLeased).toList();
    Coroutines.sideBySide("let go", leased, UnitRun::letGo);
    Stopped.check();
    String holder = String.valueOf(held.get(0).holder());
    deck.book().holder(holder);
    return refuse(held.get(0).heldKey() + " is leased by wave " + holder);
  }

  private boolean refuse(String why) {
    deck.book().everyUnit(WaveState.REFUSED);
    deck.book().wave(WaveState.REFUSED, why);
    deck.tell("refused", Scribe.detail("reason", why));
    return false;
  }

  private void standWhileHeld() {
    if (!stop.isHeld()) {
      return;
    }
    replies.held();
    deck.book().wave(WaveState.HELD, stop.why());
    deck.tell("held", Scribe.detail("reason", stop.why()));
    Workflow.await(() -> !stop.isHeld());
    replies.moving();
    deck.book().wave(WaveState.RUNNING, "resumed");
  }

  private List<UnitRun> furthestBehind() {
    List<UnitRun> open = units.stream().filter(unit -> !unit.isCompleted()).toList();
    Step first = open.stream().map(UnitRun::next).min(Step::compareTo).orElseThrow();
    return open.stream().filter(unit -> unit.next() == first).toList();
  }

  /** False when a unit is not fit: the wave stops before the gate. */
  private boolean verify(List<UnitRun> behind) {
    deck.book().wave(WaveState.RUNNING, "verifying" + (since.isEmpty() ? "" : " again: " + since));
    behind.forEach(unit -> deck.book().unit(unit.name(), WaveState.RUNNING));
    Coroutines.sideBySide("verify", behind, UnitRun::verify);
    Stopped.check();
    List<String> unfit = behind.stream().filter(UnitRun::isUnfit).map(UnitRun::name).toList();
    if (!unfit.isEmpty()) {
      stop.hold("RED and not fit to be asked about: " + String.join(", ", unfit));
    }
    return unfit.isEmpty();
  }

  /** True when the gates before the step, if any, are consumed. */
  private boolean passes(Step step, List<UnitRun> behind) {
    List<GateRule> rules = deck.runbook().gatesBefore(step);
    if (rules.isEmpty()) {
      return !stop.isHeld();
    }
    if (step != Step.QUIESCE) {
      Coroutines.sideBySide("drift", behind, UnitRun::checkDrift);
      Stopped.check();
    }
    Barrier barrier =
        new Barrier(
            deck,
            gates,
            stop,
            inboxIsQuiet,
            rules,
            behind.stream().map(UnitRun::unit).toList(),
            since);
    replies.atGate(barrier::waits);
    Passage passage =
        barrier.cross(
            step == Step.QUIESCE
                ? new Questions.BeforeSwitch(behind)
                : new Questions.AfterSwitch(behind));
    replies.moving();
    since = "";
    if (passage instanceof Passage.Held held) {
      stop.hold(held.why());
    } else if (passage instanceof Passage.Again again) {
      since = again.why();
    }
    return passage instanceof Passage.Go;
  }

  private void advance(Step step, List<UnitRun> behind) {
    if (step == Step.COMPLETE) {
      complete(behind);
      return;
    }
    Step end = nextGated(step);
    deck.book().wave(WaveState.RUNNING, step.word() + " and on, to " + end.word());
    Coroutines.sideBySide("units", behind, unit -> unit.runTo(end));
    Stopped.check();
    for (UnitRun unit : behind) {
      unit.takeHeldBecause().ifPresent(stop::hold);
      unit.takeAsksBecause().ifPresent(why -> since = why);
    }
  }

  private void complete(List<UnitRun> all) {
    Workflow.await(inboxIsQuiet::getAsBoolean);
    if (stop.isHeld()) {
      return; // the gate was consumed; the next round asks again
    }
    replies.completing();
    deck.book().rollbackPossibleUntil(new Until(ViewBook.now(), "complete has begun"));
    deck.book().wave(WaveState.RUNNING, "completing");
    Coroutines.sideBySide("complete", all, UnitRun::complete);
  }

  /**
   * The next step with a gate before it, complete at the latest: the whole wave is completed
   * together.
   */
  private Step nextGated(Step step) {
    for (Step later : Step.values()) {
      if (later.compareTo(step) > 0
          && (later == Step.COMPLETE || !deck.runbook().gatesBefore(later).isEmpty())) {
        return later;
      }
    }
    throw new Defect("no step after " + step);
  }

  /** The window of the way back runs from the first START on the target. */
  private void started(UnitRun unit) {
    if (firstStart != null) {
      return;
    }
    firstStart = ViewBook.now();
    Duration shortest =
        units.stream()
            .map(each -> each.unit().rollback().window())
            .min(Duration::compareTo)
            .orElseThrow();
    deck.book()
        .rollbackPossibleUntil(
            new Until(
                firstStart.plus(shortest),
                "the runbook's rollback window of "
                    + shortest
                    + " since the first START on the target; at the latest until complete"));
  }
}
