package io.tidegate.workflows;

import io.tidegate.runbooks.GateRule;
import io.tidegate.runbooks.MigrationUnit;
import io.tidegate.runbooks.Step;
import java.util.List;
import java.util.function.BooleanSupplier;

/**
 * What all waiting at gates shares.
 *
 * @param inboxIsQuiet true when nothing that was said so far waits to be applied
 */
record Gatehouse(
    Deck deck, Gates gates, Stop stop, ChangeWindows windows, BooleanSupplier inboxIsQuiet) {

  /** The steps that only begin inside a change window. */
  private static final List<Step> WINDOWED =
      List.of(Step.QUIESCE, Step.SEED, Step.SWITCH_CONSUMERS, Step.SWITCH_PRODUCERS);

  private static final ChangeWindows ANY_TIME = new ChangeWindows(List.of());

  List<GateRule> rulesBefore(Step step) {
    return deck.runbook().gatesBefore(step);
  }

  /**
   * A wait at the gates before a step; there is at least one.
   *
   * @param since what has changed since an earlier round; empty for none
   * @param changed true when it is about other units meanwhile
   */
  Barrier barrier(Step step, List<UnitRun> units, String since, BooleanSupplier changed) {
    List<MigrationUnit> asked = units.stream().map(UnitRun::unit).toList();
    return new Barrier(
        this,
        rulesBefore(step),
        asked,
        windowsOf(step),
        since,
        changed,
        () ->
            units.stream().flatMap(unit -> unit.verification().sinceRehearsal().stream()).toList());
  }

  ChangeWindows windowsOf(Step step) {
    return WINDOWED.contains(step) ? windows : ANY_TIME;
  }
}
