package io.tidegate.workflows;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.temporal.workflow.Workflow;
import io.tidegate.runbooks.MigrationUnit;
import io.tidegate.runbooks.Runbook;
import io.tidegate.runbooks.Step;
import io.tidegate.workflows.Parked.Place;
import io.tidegate.workflows.Parked.Skip;
import io.tidegate.workflows.view.WaveState;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * What the parts of one workflow share: what people see, what is written down, and where steps are
 * parked.
 *
 * @param keys prefix of the keys of all effects: a workflow that is started again after a terminate
 *     repeats them under the same ones. What it writes down is written anew: {@link Scribe}
 */
record Deck(
    String wave,
    String digest,
    Runbook runbook,
    String keys,
    Stubs stubs,
    ViewBook book,
    Scribe scribe,
    Parked parked,
    Notices notices) {

  /** Of a wave or its rollback, before it has done anything. */
  static Deck of(
      String wave, String digest, Runbook runbook, String keys, Queues queues, ViewBook book) {
    Stubs stubs = new Stubs(queues);
    String keysOfRun = keys + "/" + Workflow.getInfo().getOriginalExecutionRunId();
    Scribe scribe = new Scribe(stubs.ledger(), wave, digest, keysOfRun);
    return new Deck(
        wave,
        digest,
        runbook,
        keys,
        stubs,
        book,
        scribe,
        new Parked(),
        new Notices(runbook.notices(), stubs.announcing(), scribe));
  }

  /** The same, of a wave that tells nobody outside. */
  Deck unheard() {
    return new Deck(
        wave,
        digest,
        runbook,
        keys,
        stubs,
        book,
        scribe,
        parked,
        new Notices(List.of(), stubs.announcing(), scribe));
  }

  /** The same, with other keys for its effects. */
  Deck withKeys(String others) {
    return new Deck(wave, digest, runbook, others, stubs, book, scribe, parked, notices);
  }

  /** The names of the units in runbook order. */
  List<String> unitNames() {
    return runbook.units().stream().map(MigrationUnit::unit).toList();
  }

  /** Writes down what happened together with the view that it led to. */
  void tell(String kind, ObjectNode detail) {
    scribe.record(kind, Scribe.TIDEGATE, detail, book.saved(), List.of());
  }

  void begin(String unit, Step step) {
    book.running(unit, step);
    tell("step-started", Scribe.detail("unit", unit, "step", step.word()));
  }

  void done(String unit, Step step, String note) {
    book.done(unit, step, note);
    tell("step-done", Scribe.detail("unit", unit, "step", step.word(), "note", note));
  }

  /**
   * Parks a step of one unit until a person says RETRY; the unit is then in state {@code during}
   * again.
   */
  void park(String unit, Step step, String why, WaveState during) {
    Place place = parkedAt(List.of(unit), unit, step, why, false);
    var unused = answered(place, null, List.of(unit), unit, step, during);
  }

  /** Parks a step that all units take together. */
  void parkAll(Step step, String why, WaveState during) {
    Place place = parkedAt(unitNames(), "", step, why, false);
    var unused = answered(place, null, unitNames(), "", step, during);
  }

  /** As {@link #park}, of a check that a person may leave out: then with who did and why. */
  Optional<Skip> parkSkippable(String unit, Step step, String why, WaveState during) {
    Place place = parkedAt(List.of(unit), unit, step, why, true);
    return answered(place, null, List.of(unit), unit, step, during);
  }

  /**
   * Parks a step that must be done in the end: it goes on when a person says RETRY, or after {@code
   * patience}.
   *
   * @param skippable whether a person may leave it out
   * @return what a person has said to it, if anything
   */
  Place parkFor(
      Duration patience, String unit, Step step, String why, WaveState during, boolean skippable) {
    Place place = parkedAt(List.of(unit), unit, step, why, skippable);
    var unused = answered(place, patience, List.of(unit), unit, step, during);
    return place;
  }

  private Place parkedAt(
      List<String> units, String unit, Step step, String why, boolean skippable) {
    units.forEach(each -> book.parked(each, step, why));
    Place place = parked.add(unit, step.word(), skippable);
    tell("step-parked", Scribe.detail("unit", unit, "step", step.word(), "reason", why));
    notices.needsOperator(
        unit, "step " + step.word() + (unit.isEmpty() ? "" : " of unit " + unit) + ": " + why);
    return place;
  }

  private Optional<Skip> answered(
      Place place,
      @Nullable Duration patience,
      List<String> units,
      String unit,
      Step step,
      WaveState during) {
    try {
      if (patience == null) {
        Workflow.await(place::isAnswered);
      } else {
        Waiting.atMost(patience, place::isAnswered);
      }
    } finally {
      parked.remove(place);
    }
    for (String each : units) {
      book.running(each, step);
      book.unit(each, during);
    }
    Optional<Skip> skip = place.skip();
    tell(
        skip.isPresent() ? "step-skipped" : "step-retried",
        Scribe.detail(
            "unit", unit,
            "step", step.word(),
            "by", skip.map(Skip::by).orElse(null),
            "reason", skip.map(Skip::reason).orElse(null)));
    return skip;
  }
}
