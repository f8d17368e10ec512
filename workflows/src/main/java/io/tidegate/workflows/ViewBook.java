package io.tidegate.workflows;

import io.temporal.workflow.Workflow;
import io.tidegate.runbooks.GateRule;
import io.tidegate.runbooks.MigrationUnit;
import io.tidegate.runbooks.Runbook;
import io.tidegate.runbooks.Step;
import io.tidegate.workflows.PartFact.UnitNow;
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
import java.util.SortedSet;
import java.util.TreeSet;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;

/**
 * The wave as people see it, kept by its workflow; lists in runbook order. Changed only between
 * awaits, so a view is never half of two states.
 */
final class ViewBook {
  static final String LIVE = "LIVE";
  static final String REHEARSAL = "REHEARSAL";
  static final String DRY_RUN = "DRY_RUN";
  private static final String NO_PRODUCERS = "the unit declares no producers";

  private final String wave;
  private final String mode;
  private final RunbookRef runbook;
  private boolean ours;
  private final List<UnitView> units = new ArrayList<>();
  private final List<GateView> gates = new ArrayList<>();

  /** The places of the units that no record has told of yet. */
  private final SortedSet<Integer> unsaved = new TreeSet<>();

  private WaveState state;
  private String reason;
  private @Nullable String holder;
  private @Nullable RollbackView rollback;
  private @Nullable Until rollbackPossibleUntil;
  private long changes;

  private ViewBook(WaveView start, boolean ours) {
    this.wave = start.wave();
    this.mode = start.mode();
    this.runbook = start.runbook();
    this.ours = ours;
    this.state = start.state();
    this.reason = start.reason();
    adopt(start);
  }

  private void adopt(WaveView seen) {
    units.clear();
    units.addAll(seen.units());
    allUnsaved();
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
    return new ViewBook(unopenedView(wave, LIVE, runbook, digest), false);
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
    return new ViewBook(unopenedView(wave, mode, runbook, digest), true);
  }

  private static WaveView unopenedView(String wave, String mode, Runbook runbook, String digest) {
    List<UnitView> units = runbook.units().stream().map(ViewBook::unopened).toList();
    List<GateView> gates = runbook.gates().stream().map(ViewBook::unopened).toList();
    return new WaveView(
        wave,
        mode,
        WaveState.RUNNING,
        "started",
        new RunbookRef(runbook.name(), digest),
        units,
        gates,
        null,
        null,
        Until.of(null, "nothing has moved yet: possible until complete"));
  }

  private static UnitView unopened(MigrationUnit unit) {
    List<StepView> steps = new ArrayList<>();
    for (Step step : Step.values()) {
      boolean ofProducers = step == Step.SWITCH_PRODUCERS || step == Step.OBSERVE_PRODUCERS;
      steps.add(
          ofProducers && unit.producers() == null
              ? new StepView(step.word(), StepView.State.SKIPPED, null, null, NO_PRODUCERS)
              : new StepView(step.word(), StepView.State.PENDING, null, null, null));
    }
    return new UnitView(unit.unit(), unit.owner(), WaveState.RUNNING, steps, List.of());
  }

  private static GateView unopened(GateRule rule) {
    return new GateView(
        rule.gate(),
        rule.before().word(),
        GateView.State.NOT_OPEN,
        0,
        null,
        null,
        List.of(),
        null,
        null);
  }

  /**
   * A unit that needs a person, or backs out, shows in the state of the whole wave, except while it
   * rolls back: then it shows in the state of the rollback.
   */
  WaveView view() {
    return view(List.copyOf(units));
  }

  private WaveView view(List<UnitView> shownUnits) {
    WaveState shown = shownState();
    return new WaveView(
        wave,
        mode,
        shown,
        needsOperator() ? whyParked(unitNames()).orElse(reason) : reason,
        runbook,
        shownUnits,
        List.copyOf(gates),
        holder,
        shownRollback().orElse(null),
        rollbackPossibleUntil);
  }

  /** The wave's rollback, in need of a person where one of its units is. */
  Optional<RollbackView> shownRollback() {
    RollbackView kept = rollback;
    if (kept == null || kept.state() != RollbackView.State.RUNNING || state.isClosed()) {
      return Optional.ofNullable(kept);
    }
    Optional<String> parked = whyParked(kept.units());
    if (parked.isEmpty()) {
      return Optional.of(kept);
    }
    return Optional.of(
        new RollbackView(
            RollbackView.State.NEEDS_OPERATOR,
            kept.by(),
            parked.get(),
            kept.units(),
            kept.replayBound(),
            kept.stranded(),
            kept.strandedUnread()));
  }

  /**
   * What goes with a record, each change with one; a record is tried until it is written. Null
   * while another workflow keeps the view.
   */
  @Nullable ViewChange saved() {
    if (!ours) {
      return null;
    }
    List<ViewChange.Unit> changed =
        unsaved.stream().map(place -> new ViewChange.Unit(place, units.get(place))).toList();
    unsaved.clear();
    return new ViewChange(view(List.of()), changed);
  }

  private void allUnsaved() {
    for (int place = 0; place < units.size(); place++) {
      unsaved.add(place);
    }
  }

  private WaveState shownState() {
    if (state.isClosed() || state == WaveState.ROLLING_BACK) {
      return state;
    }
    for (WaveState urgent : List.of(WaveState.NEEDS_OPERATOR, WaveState.BACKING_OUT)) {
      if (isAny(urgent)) {
        return urgent;
      }
    }
    return state;
  }

  private boolean needsOperator() {
    return !state.isClosed() && isAny(WaveState.NEEDS_OPERATOR);
  }

  private boolean isAny(WaveState ofUnit) {
    return units.stream().anyMatch(unit -> unit.state() == ofUnit);
  }

  private List<String> unitNames() {
    return units.stream().map(UnitView::unit).toList();
  }

  /** The first parked step of these units, in runbook order. */
  private Optional<String> whyParked(List<String> of) {
    return units.stream()
        .filter(unit -> of.contains(unit.unit()))
        .flatMap(
            unit ->
                unit.steps().stream()
                    .filter(step -> step.state() == StepView.State.PARKED)
                    .map(
                        step ->
                            "step "
                                + step.step()
                                + " of unit "
                                + unit.unit()
                                + ": "
                                + step.reason()))
        .findFirst();
  }

  void wave(WaveState newState, String why) {
    state = newState;
    reason = why;
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
    changeUnit(unit, u -> new UnitView(u.unit(), u.owner(), newState, u.steps(), u.scorecard()));
  }

  /** It stays behind for good: what it has not begun, it skips. */
  void heldBack(String unit, String why) {
    for (Step step : Step.values()) {
      changeStep(
          unit,
          step,
          s ->
              s.state() == StepView.State.PENDING || s.state() == StepView.State.PARKED
                  ? new StepView(s.step(), StepView.State.SKIPPED, s.startedAt(), now(), why)
                  : s);
    }
    undone(unit, Step.FREEZE, why);
    unit(unit, WaveState.HELD_BACK);
  }

  /** All that it did from the freeze on is undone, for good. */
  void rolledBack(String unit) {
    for (Step step : Step.values()) {
      if (step.compareTo(Step.FREEZE) >= 0) {
        undone(unit, step, "rolled back");
      }
    }
    unit(unit, WaveState.ROLLED_BACK);
  }

  /** What was parked is tried again. */
  void goesOn(String unit, WaveState newState) {
    changeUnit(
        unit,
        u ->
            new UnitView(
                u.unit(),
                u.owner(),
                newState,
                u.steps().stream()
                    .map(
                        s ->
                            s.state() == StepView.State.PARKED
                                ? new StepView(
                                    s.step(), StepView.State.RUNNING, s.startedAt(), null, null)
                                : s)
                    .toList(),
                u.scorecard()));
  }

  /** How long a step took that was done; empty for any other. */
  Optional<Duration> took(String unit, String step) {
    return units.stream()
        .filter(each -> each.unit().equals(unit))
        .flatMap(each -> each.steps().stream())
        .filter(each -> each.step().equals(step) && each.state() == StepView.State.DONE)
        .filter(each -> each.startedAt() != null && each.endedAt() != null)
        .map(each -> Duration.between(each.startedAt(), each.endedAt()))
        .findFirst();
  }

  /** A unit on its way back. */
  UnitNow unitNow(String unit) {
    UnitView view =
        units.stream().filter(each -> each.unit().equals(unit)).findFirst().orElseThrow();
    Optional<StepView> parked =
        view.steps().stream().filter(step -> step.state() == StepView.State.PARKED).findFirst();
    return new UnitNow(
        unit,
        view.state(),
        parked.flatMap(step -> Step.of(step.step())).orElse(null),
        parked.map(StepView::reason).orElse(null));
  }

  /** True when nothing of the wave is left to bring on or back. */
  boolean isEveryUnitBack() {
    return units.stream().allMatch(unit -> isBack(unit.state()));
  }

  private static boolean isBack(WaveState ofUnit) {
    return ofUnit == WaveState.HELD_BACK || ofUnit == WaveState.ROLLED_BACK;
  }

  /** Every one that does not stay behind and was not taken back. */
  void everyUnit(WaveState newState) {
    units.replaceAll(
        u ->
            isBack(u.state())
                ? u
                : new UnitView(u.unit(), u.owner(), newState, u.steps(), u.scorecard()));
    allUnsaved();
  }

  void scorecard(String unit, List<Scored> scorecard) {
    changeUnit(unit, u -> new UnitView(u.unit(), u.owner(), u.state(), u.steps(), scorecard));
  }

  /** Begins the step, also once more after a retry or a back-out. */
  void running(String unit, Step step) {
    changeStep(unit, step, s -> new StepView(s.step(), StepView.State.RUNNING, now(), null, null));
  }

  void parked(String unit, Step step, String why) {
    changeStep(
        unit, step, s -> new StepView(s.step(), StepView.State.PARKED, s.startedAt(), null, why));
    unit(unit, WaveState.NEEDS_OPERATOR);
  }

  void done(String unit, Step step, @Nullable String note) {
    changeStep(
        unit, step, s -> new StepView(s.step(), StepView.State.DONE, s.startedAt(), now(), note));
  }

  /** Left out of this wave. */
  void skipped(String unit, Step step, String why) {
    changeStep(unit, step, s -> new StepView(s.step(), StepView.State.SKIPPED, null, null, why));
  }

  /** Undone, where it had begun; a step that never began stays pending. */
  void undone(String unit, Step step, String why) {
    changeStep(
        unit,
        step,
        s ->
            s.startedAt() == null
                ? s
                : new StepView(s.step(), StepView.State.UNDONE, s.startedAt(), now(), why));
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

  private void changeStep(String unit, Step step, UnaryOperator<StepView> change) {
    changeUnit(
        unit,
        u ->
            new UnitView(
                u.unit(),
                u.owner(),
                u.state(),
                u.steps().stream()
                    .map(s -> s.step().equals(step.word()) ? change.apply(s) : s)
                    .toList(),
                u.scorecard()));
  }

  private void changeUnit(String unit, UnaryOperator<UnitView> change) {
    changes++;
    for (int i = 0; i < units.size(); i++) {
      if (units.get(i).unit().equals(unit)) {
        units.set(i, change.apply(units.get(i)));
        unsaved.add(i);
        return;
      }
    }
    throw new Defect("no unit " + unit + " in wave " + wave);
  }

  /** The workflow's clock: the same on replay. */
  static Instant now() {
    return Instant.ofEpochMilli(Workflow.currentTimeMillis());
  }
}
