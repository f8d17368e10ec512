package io.tidegate.workflows;

import io.tidegate.workflows.view.StepView;
import io.tidegate.workflows.view.UnitView;
import io.tidegate.workflows.view.ViewChange;
import io.tidegate.workflows.view.WaveState;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.SortedSet;
import java.util.TreeSet;

/** The units of a wave as people see them, in runbook order, and which of them are not saved. */
final class UnitBook {
  private final String wave;
  private final List<UnitView> units = new ArrayList<>();

  /** The places of the units that no record has told of yet. */
  private final SortedSet<Integer> unsaved = new TreeSet<>();

  UnitBook(String wave) {
    this.wave = wave;
  }

  /** Goes on from what was seen; none of it counts as saved. */
  void adopt(List<UnitView> seen) {
    units.clear();
    units.addAll(seen);
    allUnsaved();
  }

  private void allUnsaved() {
    for (int place = 0; place < units.size(); place++) {
      unsaved.add(place);
    }
  }

  List<UnitView> all() {
    return List.copyOf(units);
  }

  List<String> names() {
    return units.stream().map(UnitView::unit).toList();
  }

  UnitView named(String unit) {
    return units.get(place(unit));
  }

  private int place(String unit) {
    for (int place = 0; place < units.size(); place++) {
      if (units.get(place).unit().equals(unit)) {
        return place;
      }
    }
    throw new Defect("no unit " + unit + " in wave " + wave);
  }

  void change(String unit, UnitChange change) {
    int place = place(unit);
    units.set(place, change.apply(units.get(place)));
    unsaved.add(place);
  }

  /** Of every one that does not stay behind and was not taken back. */
  void changeAll(UnitChange change) {
    units.replaceAll(unit -> isBack(unit) ? unit : change.apply(unit));
    allUnsaved();
  }

  /** Those that no record has told of yet; from here on they are told. */
  List<ViewChange.Unit> takeUnsaved() {
    List<ViewChange.Unit> changed =
        unsaved.stream().map(place -> new ViewChange.Unit(place, units.get(place))).toList();
    unsaved.clear();
    return changed;
  }

  boolean isAny(WaveState state) {
    return isAny(names(), state);
  }

  boolean isAny(List<String> of, WaveState state) {
    return units.stream().anyMatch(unit -> of.contains(unit.unit()) && unit.state() == state);
  }

  /** True when nothing of the wave is left to bring on or back. */
  boolean isEveryBack() {
    return units.stream().allMatch(UnitBook::isBack);
  }

  private static boolean isBack(UnitView unit) {
    return unit.state() == WaveState.HELD_BACK || unit.state() == WaveState.ROLLED_BACK;
  }

  /** The first parked step of these units, with why; empty where none is. */
  Optional<String> whyParked(List<String> of) {
    return units.stream()
        .filter(unit -> of.contains(unit.unit()))
        .flatMap(
            unit ->
                unit.steps().stream()
                    .filter(step -> step.state() == StepView.State.PARKED)
                    .map(
                        step ->
                            "step %s of unit %s: %s"
                                .formatted(step.step(), unit.unit(), step.reason())))
        .findFirst();
  }
}
