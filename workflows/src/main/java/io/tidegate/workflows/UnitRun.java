package io.tidegate.workflows;

import io.temporal.failure.CanceledFailure;
import io.temporal.workflow.CancellationScope;
import io.temporal.workflow.Workflow;
import io.tidegate.runbooks.MigrationUnit;
import io.tidegate.runbooks.Step;
import io.tidegate.workflows.activity.Call;
import io.tidegate.workflows.activity.Echo;
import io.tidegate.workflows.activity.KafkaActivities;
import io.tidegate.workflows.activity.KafkaActivities.Finals;
import io.tidegate.workflows.activity.KafkaActivities.Frozen;
import io.tidegate.workflows.activity.LedgerActivities.Lease;
import io.tidegate.workflows.activity.LedgerActivities.LeaseKey;
import io.tidegate.workflows.activity.LedgerActivities.Leased;
import io.tidegate.workflows.activity.UndoActivities;
import io.tidegate.workflows.view.Until;
import io.tidegate.workflows.view.WaveState;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * One unit on its way through the steps. A step that fails outside the pause is parked for a
 * person.
 */
final class UnitRun {
  private final Deck deck;
  private final MigrationUnit unit;
  private final UnitCalls calls;
  private final FreezeAcls acls;
  private final UnitVerification verification;
  private final Drift drift;
  private final Transit transit;
  private List<LeaseKey> leases = List.of();
  private boolean leased;
  private @Nullable String freeze;
  private @Nullable Finals finals;
  private @Nullable Until kept;
  private boolean over;
  private boolean completed;
  private boolean takenOut;
  private final List<CancellationScope> atWork = new ArrayList<>();

  /**
   * @param onStart told when START is about to be sent to the target
   * @param alarm begins the rollback that a trigger asks for
   */
  UnitRun(Gatehouse house, MigrationUnit unit, Runnable onStart, Observation.Alarm alarm) {
    this.deck = house.deck();
    this.unit = unit;
    this.calls = new UnitCalls(deck, unit.unit());
    this.acls = new FreezeAcls(deck, unit.unit(), calls);
    this.verification = new UnitVerification(deck, unit.unit(), calls, acls);
    this.drift = new Drift(deck, calls);
    this.transit = new Transit(house, this, calls, onStart, alarm);
  }

  MigrationUnit unit() {
    return unit;
  }

  String name() {
    return unit.unit();
  }

  /** What it was proven to be. */
  UnitVerification verification() {
    return verification;
  }

  /** Its way through the steps from quiesce on. */
  Transit transit() {
    return transit;
  }

  /** True when nothing more happens to it in this wave: it has completed, or stays behind. */
  boolean isOver() {
    return over;
  }

  boolean isCompleted() {
    return completed;
  }

  /**
   * Does a part of its way, unless nothing more happens to it; ends early when it is taken out
   * meanwhile.
   */
  void work(Runnable body) {
    if (over) {
      return;
    }
    CancellationScope scope = Workflow.newCancellationScope(body);
    atWork.add(scope);
    try {
      scope.run();
    } catch (CanceledFailure stopped) {
      Stopped.check(); // the wave; else this unit alone was taken out
    } finally {
      atWork.remove(scope);
    }
  }

  /** As {@link #work}, each unit in a coroutine of its own. */
  static void sideBySide(String name, List<UnitRun> units, Consumer<UnitRun> body) {
    Coroutines.sideBySide(name, units, unit -> unit.work(() -> body.accept(unit)));
    Stopped.check();
  }

  /** From here on its own rollback acts on it, and nobody else. */
  void takeOut() {
    over = true;
    takenOut = true;
    List.copyOf(atWork).forEach(scope -> scope.cancel("unit " + name() + " is rolled back"));
  }

  boolean isTakenOut() {
    return takenOut;
  }

  /** True when nothing of this wave acts on it any more. */
  boolean hasLeft() {
    return over && atWork.isEmpty();
  }

  boolean isLeased() {
    return leased;
  }

  void found(List<LeaseKey> toLease) {
    leases = toLease;
  }

  /** Leases and fingerprints; answers who holds what this unit needs, if anybody does. */
  Optional<Leased> freeze() {
    deck.begin(name(), Step.FREEZE);
    Leased lease =
        insist(Step.FREEZE, "lease", call -> deck.stubs().ledger().lease(new Lease(call, leases)));
    if (lease.holder() != null) {
      return Optional.of(lease);
    }
    leased = true;
    calls.fence(lease.fence());
    journal(Step.FREEZE, Step.FREEZE.word());
    String denied = acls.add();
    Frozen frozen = insist(Step.FREEZE, "freeze", call -> brief().freeze(call));
    freeze = frozen.evidence();
    deck.done(name(), Step.FREEZE, frozen.note() + "; " + denied);
    return Optional.empty();
  }

  /** Reads again what must not have changed since the freeze: {@link #drifts}. */
  void checkDrift() {
    drift.check(known(freeze, "frozen"), why -> park(Step.OBSERVE, why));
  }

  /** As {@link #checkDrift}, where nobody can be waited for: not read is a drift too. */
  void checkDriftInPause() {
    drift.checkInPause(known(freeze, "frozen"));
  }

  /** What has moved since the freeze, one line each, as it was last read. */
  List<String> drifts() {
    return drift.lines();
  }

  /**
   * What the owner should know before the source is retired, one line each; empty when all was
   * quiet.
   */
  List<String> unrest() {
    List<String> unrest = new ArrayList<>(drift.lines());
    unrest.addAll(transit.observation().findings());
    return unrest;
  }

  /** Until when the source keeps what its rollback anchor needs; empty where nothing expires. */
  Optional<Until> kept() {
    return Optional.ofNullable(kept);
  }

  void anchored(@Nullable Until until) {
    kept = until;
  }

  /** The final positions of a unit that was stopped. */
  Finals finals() {
    return known(finals, "stopped");
  }

  /** It stands still, and its final positions are no worse than the approved ones. */
  void stopped(Finals found) {
    finals = found;
    drift.forget();
  }

  /** The way back ends here. */
  void complete() {
    deck.begin(name(), Step.COMPLETE);
    journal(Step.COMPLETE, Step.COMPLETE.word());
    if (unit.producers() != null) {
      insist(Step.COMPLETE, "unfence-producers", call -> undo().unfenceProducers(call));
    }
    insist(Step.COMPLETE, "unfence-source", call -> undo().unfenceSource(call));
    calls.insistUnlessSkipped(
        Step.COMPLETE,
        "resume-group-sync",
        call -> undo().resumeGroupSync(call),
        failed -> deck.parkSkippable(name(), Step.COMPLETE, failed.reason(), WaveState.RUNNING));
    letGo();
    over = true;
    completed = true;
    deck.book().unit(name(), WaveState.COMPLETED);
    deck.done(name(), Step.COMPLETE, "fences and leases given back");
  }

  /** It stays behind, alone: nothing of it is touched any more, and other waves may have it. */
  void holdBack(String why) {
    insist(Step.FREEZE, "unfreeze", call -> brief().unfreeze(call));
    journal(Step.FREEZE, Reached.HELD_BACK);
    release();
    over = true;
    deck.book().heldBack(name(), why);
    deck.tell("unit-held-back", Scribe.detail("unit", name(), "reason", why));
  }

  /** Removes the freeze and gives the leases back. */
  void letGo() {
    insist(Step.FREEZE, "unfreeze", call -> brief().unfreeze(call));
    release();
  }

  private void release() {
    insist(Step.FREEZE, "release", call -> deck.stubs().ledger().release(call));
    leased = false;
  }

  private UndoActivities undo() {
    return deck.stubs().undoing(unit.consumers().within());
  }

  private KafkaActivities brief() {
    return deck.stubs().brief();
  }

  private void journal(Step step, String what) {
    calls.insistOnJournal(what, why -> park(step, why));
  }

  private <T extends Echo> T insist(Step step, String action, Function<Call, T> activity) {
    return calls.insist(step, action, activity, why -> park(step, why));
  }

  private void park(Step step, String why) {
    deck.park(name(), step, why, WaveState.RUNNING);
  }

  private <T> T known(@Nullable T value, String what) {
    if (value == null) {
      throw new Defect("unit " + name() + " of wave " + deck.wave() + " was not " + what);
    }
    return value;
  }
}
