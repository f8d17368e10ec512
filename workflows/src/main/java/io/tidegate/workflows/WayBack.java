package io.tidegate.workflows;

import io.tidegate.runbooks.MigrationUnit;
import io.tidegate.runbooks.Step;
import io.tidegate.workflows.activity.Call;
import io.tidegate.workflows.activity.Echo;
import io.tidegate.workflows.activity.LedgerActivities.Leased;
import io.tidegate.workflows.activity.UndoActivities;
import io.tidegate.workflows.activity.UndoActivities.MappedBack;
import io.tidegate.workflows.view.WaveState;
import java.time.Duration;
import java.util.Optional;
import java.util.function.Function;

/**
 * Undoes a unit's journal in reverse, for a back-out and for a rollback alike. It never gives up:
 * an undo that fails is shown as NEEDS_OPERATOR and tried again when a person says so, and by
 * itself with a bounded backoff.
 */
final class WayBack {
  private static final Duration PATIENCE_MIN = Duration.ofSeconds(30);
  private static final Duration PATIENCE_MAX = Duration.ofMinutes(10);

  private final Deck deck;
  private final MigrationUnit unit;
  private final UnitCalls calls;
  private final UndoActivities undo;
  private final WaveState during;

  /**
   * @param during the unit's state while it goes back
   */
  WayBack(Deck deck, MigrationUnit unit, UnitCalls calls, WaveState during) {
    this.deck = deck;
    this.unit = unit;
    this.calls = calls;
    this.undo = deck.stubs().undoing(unit.consumers().within());
    this.during = during;
  }

  /**
   * Takes the next fence, so that no straggler of the way forward can act after its undo.
   *
   * @return false when the wave does not hold the unit: nothing of it may be undone under its name
   */
  boolean takeOver() {
    Leased leased = insist(Step.FREEZE, "take-over", call -> deck.stubs().ledger().takeOver(call));
    calls.fence(leased.fence());
    return leased.fence() > 0;
  }

  /**
   * Until the consumers run on the source again, where they did before.
   *
   * @param restoresTarget whether the target group gets its earlier offsets back also after
   *     consumers were started there, so that the unit can try again
   * @return the positions that were mapped back, where consumers had been started on the target
   */
  Optional<MappedBack> undo(Reached reached, boolean restoresTarget) {
    Optional<MappedBack> mapped = Optional.empty();
    if (reached.atLeast(Reached.STARTED)) {
      insist(Step.SWITCH_CONSUMERS, "stop-target", undo::stopTarget);
      mapped = Optional.of(insist(Step.SWITCH_CONSUMERS, "map-back", undo::mapBack));
    }
    if (reached == Reached.SEEDED || (restoresTarget && reached.atLeast(Reached.SEEDED))) {
      insist(Step.SEED, "restore-target", undo::restoreTarget);
    }
    if (reached.atLeast(Reached.STOPPED)) {
      insist(Step.QUIESCE, "start-source", undo::startSource);
    }
    return mapped;
  }

  /** The freeze goes; the leases are given back by {@link #release}. */
  void unfreeze() {
    insist(Step.FREEZE, "unfreeze", call -> deck.stubs().brief().unfreeze(call));
  }

  /** For good: this wave cannot take the unit again. */
  void release() {
    insist(Step.FREEZE, "release", call -> deck.stubs().ledger().release(call));
  }

  /** Writes to the journal how far the unit went back. */
  void journal(String what) {
    Duration patience = PATIENCE_MIN;
    while (true) {
      try {
        calls.journal(what);
        return;
      } catch (StepFailed failed) {
        patience = park(Step.FREEZE, failed, patience);
      }
    }
  }

  private <T extends Echo> T insist(Step step, String action, Function<Call, T> activity) {
    Call call = calls.next(step, action);
    Duration patience = PATIENCE_MIN;
    while (true) {
      try {
        return StepRunner.ask(call, activity);
      } catch (StepFailed failed) {
        patience = park(step, failed, patience);
        call = outranking(call, failed);
      }
    }
  }

  /**
   * A rollback outranks the back-out of a wave that took the next fence at the same time; it is the
   * only one that takes it again.
   */
  private Call outranking(Call call, StepFailed failed) {
    if (during != WaveState.ROLLING_BACK || !failed.isStaleFence()) {
      return call;
    }
    var unused = takeOver();
    return new Call(
        call.wave(), call.unit(), call.step(), call.key(), calls.fence(), call.runbook());
  }

  private Duration park(Step step, StepFailed failed, Duration patience) {
    deck.parkFor(patience, unit.unit(), step, "undo: " + failed.reason(), during);
    Duration longer = patience.multipliedBy(2);
    return longer.compareTo(PATIENCE_MAX) > 0 ? PATIENCE_MAX : longer;
  }
}
