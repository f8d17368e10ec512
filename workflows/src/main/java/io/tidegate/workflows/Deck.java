package io.tidegate.workflows;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.temporal.workflow.Workflow;
import io.tidegate.runbooks.MigrationUnit;
import io.tidegate.runbooks.Runbook;
import io.tidegate.runbooks.Step;
import io.tidegate.workflows.Parked.Place;
import io.tidegate.workflows.view.WaveState;
import java.time.Duration;
import java.util.List;

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
    Parked parked) {

  /** Of a wave or its rollback, before it has done anything. */
  static Deck of(
      String wave, String digest, Runbook runbook, String keys, Queues queues, ViewBook book) {
    Stubs stubs = new Stubs(queues);
    String keysOfRun = keys + "/" + Workflow.getInfo().getOriginalExecutionRunId();
    return new Deck(
        wave,
        digest,
        runbook,
        keys,
        stubs,
        book,
        new Scribe(stubs.ledger(), wave, digest, keysOfRun),
        new Parked());
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
    Place place = parkedAt(List.of(unit), unit, step, why);
    try {
      Workflow.await(place::retryAsked);
    } finally {
      parked.remove(place);
    }
    resumed(List.of(unit), unit, step, during);
  }

  /** Parks a step that all units take together. */
  void parkAll(Step step, String why, WaveState during) {
    Place place = parkedAt(unitNames(), "", step, why);
    try {
      Workflow.await(place::retryAsked);
    } finally {
      parked.remove(place);
    }
    resumed(unitNames(), "", step, during);
  }

  /**
   * Parks a step that must be done in the end: it goes on when a person says RETRY, or after {@code
   * patience}.
   */
  void parkFor(Duration patience, String unit, Step step, String why, WaveState during) {
    Place place = parkedAt(List.of(unit), unit, step, why);
    try {
      Waiting.atMost(patience, place::retryAsked);
    } finally {
      parked.remove(place);
    }
    resumed(List.of(unit), unit, step, during);
  }

  private Place parkedAt(List<String> units, String unit, Step step, String why) {
    units.forEach(each -> book.parked(each, step, why));
    Place place = parked.add(unit, step.word());
    tell("step-parked", Scribe.detail("unit", unit, "step", step.word(), "reason", why));
    return place;
  }

  private void resumed(List<String> units, String unit, Step step, WaveState during) {
    for (String each : units) {
      book.running(each, step);
      book.unit(each, during);
    }
    tell("step-retried", Scribe.detail("unit", unit, "step", step.word()));
  }
}
