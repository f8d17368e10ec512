package io.tidegate.workflows;

import io.tidegate.runbooks.Step;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.function.Predicate;

/**
 * The units of a live wave, in the order of its runbook: who stands where, and whose turn it is.
 */
record WaveUnits(List<UnitRun> all) {
  WaveUnits {
    all = List.copyOf(all);
  }

  /** Those of which something more happens in this wave. */
  List<UnitRun> present() {
    return present(all);
  }

  /** As {@link #present()}, of some of them. */
  static List<UnitRun> present(List<UnitRun> units) {
    return units.stream().filter(unit -> !unit.isOver()).toList();
  }

  boolean any(Predicate<UnitRun> what) {
    return all.stream().anyMatch(what);
  }

  /** These go back by themselves: nothing of the wave acts on them any more. */
  void takeOut(List<String> names) {
    present(named(names)).forEach(UnitRun::takeOut);
  }

  /** True when nothing acts on them any more. */
  boolean haveLeft(List<String> names) {
    return named(names).stream().allMatch(UnitRun::hasLeft);
  }

  private List<UnitRun> named(List<String> names) {
    return all.stream().filter(unit -> names.contains(unit.name())).toList();
  }

  boolean isNobodySwitching() {
    return all.stream().noneMatch(unit -> unit.transit().isSwitching());
  }

  /** Of those that stand, before the same step. */
  List<UnitRun> furthestBehind() {
    List<UnitRun> standing =
        all.stream().filter(unit -> !unit.isOver() && !unit.transit().isRunning()).toList();
    Optional<Step> first =
        standing.stream().map(unit -> unit.transit().next()).min(Comparator.naturalOrder());
    return standing.stream().filter(unit -> unit.transit().next() == first.orElseThrow()).toList();
  }

  /**
   * True when nobody's application may stand still, and nobody comes any more to where the last
   * ones stand.
   */
  boolean isTurn() {
    List<UnitRun> last = furthestBehind();
    return isNobodySwitching()
        && !last.isEmpty()
        && all.stream()
            .map(UnitRun::transit)
            .filter(Transit::isRunning)
            .allMatch(running -> running.goal().compareTo(last.get(0).transit().next()) > 0);
  }
}
