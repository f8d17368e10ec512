package io.tidegate.workflows;

import io.temporal.workflow.Workflow;
import io.tidegate.runbooks.Runbook;
import io.tidegate.runbooks.Step;
import io.tidegate.workflows.view.GateView;
import io.tidegate.workflows.view.RollbackView;
import io.tidegate.workflows.view.Scored;
import io.tidegate.workflows.view.StepView;
import io.tidegate.workflows.view.UnitView;
import io.tidegate.workflows.view.Until;
import io.tidegate.workflows.view.ViewChange;
import io.tidegate.workflows.view.WaveState;
import io.tidegate.workflows.view.WaveView;
import io.tidegate.workflows.view.WaveView.RunbookRef;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * The wave as people see it, kept by its workflow; lists in runbook order. Changed only between
 * awaits, so a view is never half of two states.
 */
final class ViewBook {
  static final String LIVE = "LIVE";
  static final String REHEARSAL = "REHEARSAL";
  static final String DRY_RUN = "DRY_RUN";

  private final String wave;
  private final String mode;
  private final RunbookRef runbook;
  private boolean ours;
  private final UnitBook units;
  private final List<GateView> gates = new ArrayList<>();
  private WaveState state;
  private String reason;
  private @Nullable String holder;
  private @Nullable RollbackView rollback;
  private @Nullable Until rollbackPossibleUntil;
  private final SortedMap<String, String> byHand = new TreeMap<>();
  private long changes;

  private ViewBook(WaveView start, boolean ours) {
    this.wave = start.wave();
    this.mode = start.mode();
    this.runbook = start.runbook();
    this.ours = ours;
    this.units = new UnitBook(start.wave());
    this.state = start.state();
    this.reason = start.reason();
    adopt(start);
  }

  private void adopt(WaveView seen) {
    units.adopt(seen.units());
    gates.clear();
    gates.addAll(seen.gates());
    state = seen.state();
    reason = seen.reason();
    holder = seen.holder();
    rollback = seen.rollback();
    rollbackPossibleUntil = seen.rollbackPossibleUntil();
  }

  /** Of a wave whose view another workflow keeps, until {@link #takeOver}. */
  static ViewBook ofAnother(String wave, Runbook runbook, String digest) {
    return new ViewBook(Unopened.view(wave, LIVE, runbook, digest), false);
  }

  /**
   * From here on this workflow keeps the view, going on from what was seen last, if anything was.
   */
  void takeOver(@Nullable WaveView seen) {
    if (seen != null) {
      adopt(seen);
    }
    ours = true;
  }

  /** Before anything has happened. */
  static ViewBook unopened(String wave, String mode, Runbook runbook, String digest) {
    return new ViewBook(Unopened.view(wave, mode, runbook, digest), true);
  }

  /**
   * A unit that needs a person, or backs out, shows in the state of the whole wave, except while it
   * rolls back: then it shows in the state of the rollback.
   */
  WaveView view() {
    return view(units.all());
  }

  private WaveView view(List<UnitView> shownUnits) {
    WaveState shown = shownState();
    return new WaveView(
        wave,
        mode,
        shown,
        shownReason(),
        runbook,
        shownUnits,
        List.copyOf(gates),
        holder,
        shownRollback().orElse(null),
        rollbackPossibleUntil);
  }

  private String shownReason() {
    if (needsOperator()) {
      return whyOperator();
    }
    return state.isClosed() || byHand.isEmpty() ? reason : String.join("; ", byHand.values());
  }

  /** The wave's rollback, in need of a person where one of its units is. */
  Optional<RollbackView> shownRollback() {
    RollbackView kept = rollback;
    if (kept == null || kept.state() != RollbackView.State.RUNNING || state.isClosed()) {
      return Optional.ofNullable(kept);
    }
    return units.whyParked(kept.units()).map(kept::parked).or(() -> Optional.of(kept));
  }

  /**
   * What goes with a record, each change with one; a record is tried until it is written. Null
   * while another workflow keeps the view.
   */
  @Nullable ViewChange saved() {
    if (!ours) {
      return null;
    }
    return new ViewChange(view(List.of()), units.takeUnsaved());
  }

  private WaveState shownState() {
    boolean isWayBack = state == WaveState.ROLLING_BACK && whyNoFurther().isEmpty();
    if (state.isClosed() || isWayBack) {
      return state;
    }
    for (WaveState urgent : List.of(WaveState.NEEDS_OPERATOR, WaveState.BACKING_OUT)) {
      if (units.isAny(urgent)) {
        return urgent;
      }
    }
    return state;
  }

  private boolean needsOperator() {
    return !state.isClosed() && units.isAny(WaveState.NEEDS_OPERATOR);
  }

  private String whyOperator() {
    return units.whyParked(units.names()).or(this::whyNoFurther).orElse(reason);
  }

  /** Why a rollback has left the units that it had taken where they are; empty where none has. */
  private Optional<String> whyNoFurther() {
    return Optional.ofNullable(rollback)
        .filter(kept -> kept.state() == RollbackView.State.REFUSED)
        .filter(kept -> units.isAny(kept.units(), WaveState.NEEDS_OPERATOR))
        .map(kept -> "the rollback goes no further: " + kept.reason());
  }

  void wave(WaveState newState, String why) {
    state = newState;
    reason = why;
    if (newState.isClosed() && newState != WaveState.COMPLETED) {
      rollbackPossibleUntil = Until.of(now(), "the wave is closed");
    }
  }

  /** The same state for another reason. */
  void because(String why) {
    reason = why;
  }

  /** Of the wave itself, whatever its units are in. */
  WaveState state() {
    return state;
  }

  void holder(String heldBy) {
    holder = heldBy;
  }

  void rollback(RollbackView newRollback) {
    rollback = newRollback;
    changes++;
  }

  /** Rises with every change of a unit or of the rollback. */
  long changes() {
    return changes;
  }

  void rollbackPossibleUntil(Until until) {
    rollbackPossibleUntil = until;
  }

  void unit(String unit, WaveState newState) {
    change(unit, UnitChange.to(newState));
  }

  /** It stays behind for good. */
  void heldBack(String unit, String why) {
    change(unit, UnitChange.heldBack(now(), why));
  }

  /** All that it did is undone, for good. */
  void rolledBack(String unit) {
    change(unit, UnitChange.rolledBack(now()));
  }

  /** What was parked is tried again. */
  void goesOn(String unit, WaveState newState) {
    change(unit, UnitChange.goesOn(newState));
  }

  /** How long a step took that was done; empty for any other. */
  Optional<Duration> took(String unit, String step) {
    return unit(unit).steps().stream()
        .filter(each -> each.step().equals(step) && each.state() == StepView.State.DONE)
        .filter(each -> each.startedAt() != null && each.endedAt() != null)
        .map(each -> Duration.between(each.startedAt(), each.endedAt()))
        .findFirst();
  }

  UnitView unit(String unit) {
    return units.named(unit);
  }

  /** True when nothing of the wave is left to bring on or back. */
  boolean isEveryUnitBack() {
    return units.isEveryBack();
  }

  /** Every one that does not stay behind and was not taken back. */
  void everyUnit(WaveState newState) {
    units.changeAll(UnitChange.to(newState));
  }

  void scorecard(String unit, List<Scored> scorecard) {
    change(unit, UnitChange.scored(scorecard));
  }

  /** Begins the step, also once more after a retry or a back-out. */
  void running(String unit, Step step) {
    change(unit, UnitChange.running(step, now()));
  }

  /** A person is waited for, who does an action of the unit by hand. */
  void byHand(String unit, String asked) {
    byHand.put(unit, asked);
  }

  /**
   * The action is done, or given up.
   *
   * @return whether a person was waited for
   */
  boolean notByHand(String unit) {
    return byHand.remove(unit) != null;
  }

  void parked(String unit, Step step, String why) {
    change(unit, UnitChange.parked(step, why));
  }

  void done(String unit, Step step, @Nullable String note) {
    change(unit, UnitChange.done(step, now(), note));
  }

  /** Left out of this wave. */
  void skipped(String unit, Step step, String why) {
    change(unit, UnitChange.skipped(step, why));
  }

  /** Undone, where it had begun; a step that never began stays pending. */
  void undone(String unit, Step step, String why) {
    change(unit, UnitChange.undone(step, now(), why));
  }

  void gate(GateView gate) {
    for (int i = 0; i < gates.size(); i++) {
      if (gates.get(i).gate().equals(gate.gate())) {
        gates.set(i, gate);
        return;
      }
    }
    throw new Defect("no gate " + gate.gate() + " in the runbook of wave " + wave);
  }

  private void change(String unit, UnitChange change) {
    changes++;
    units.change(unit, change);
  }

  /** The workflow's clock: the same on replay. */
  static Instant now() {
    return Instant.ofEpochMilli(Workflow.currentTimeMillis());
  }
}
