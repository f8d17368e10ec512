package io.tidegate.workflows;

import io.temporal.workflow.Functions;
import io.tidegate.runbooks.MigrationUnit;
import io.tidegate.runbooks.Step;
import io.tidegate.runbooks.Switch;
import io.tidegate.workflows.Parked.Place;
import io.tidegate.workflows.activity.Call;
import io.tidegate.workflows.activity.Echo;
import io.tidegate.workflows.activity.LedgerActivities.Leased;
import io.tidegate.workflows.activity.UndoActivities;
import io.tidegate.workflows.activity.UndoActivities.MappedBack;
import io.tidegate.workflows.activity.UndoActivities.Stranded;
import io.tidegate.workflows.view.WaveState;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.List;
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

  /**
   * For each unit that stands: every try is written down, and the history of a large wave in which
   * all of them do has to last until somebody has repaired what they wait for. One that stands
   * alone is tried every {@link #PATIENCE_MAX}, however large the wave.
   */
  private static final Duration PATIENCE_A_UNIT = Duration.ofSeconds(150);

  /** What the ledger takes for an entry, on a busy worker. */
  private static final Duration WRITING_MAX = Duration.ofSeconds(5);

  /** What was written since the switch is read. */
  private static final Duration READING = Duration.ofMinutes(5);

  private final Deck deck;
  private final MigrationUnit unit;
  private final UnitCalls calls;
  private final WaveState during;

  /**
   * @param during the unit's state while it goes back
   */
  WayBack(Deck deck, MigrationUnit unit, UnitCalls calls, WaveState during) {
    this.deck = deck;
    this.unit = unit;
    this.calls = calls;
    this.during = during;
  }

  /**
   * Takes a unit of a running wave back from a switch that failed; it is then held where it stood
   * before.
   *
   * @param undo takes back what the switch had done, and says so in the journal
   * @param steps of the switch
   * @return why it fell back, with what kept it from doing so at once
   */
  static String backOut(
      Deck deck,
      MigrationUnit unit,
      UnitCalls calls,
      String cause,
      Functions.Proc1<WayBack> undo,
      List<Step> steps) {
    String name = unit.unit();
    deck.book().unit(name, WaveState.BACKING_OUT);
    Instant begun = ViewBook.now();
    deck.tell("backing-out", Scribe.detail("unit", name, "reason", cause));
    String why = cause + unwritten(begun);
    WayBack back = new WayBack(deck, unit, calls, WaveState.BACKING_OUT);
    back.insistOnTakeOver();
    undo.apply(back);
    steps.forEach(step -> deck.book().undone(name, step, why));
    deck.book().unit(name, WaveState.HELD);
    deck.tell("backed-out", Scribe.detail("unit", name, "reason", why));
    return why;
  }

  /** Nothing is taken back before it stands in the ledger that it is. */
  private static String unwritten(Instant begun) {
    Duration waited = Duration.between(begun, ViewBook.now());
    return waited.compareTo(WRITING_MAX) < 0
        ? ""
        : "; it went back "
            + waited.truncatedTo(ChronoUnit.SECONDS)
            + " late, since the ledger took nothing down before: it, or every worker, was away";
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

  /** As {@link #takeOver}; where a rollback has the unit, until that has ended. */
  void insistOnTakeOver() {
    while (!takeOver()) {
      deck.park(
          unit.unit(),
          Step.FREEZE,
          "this wave does not hold the unit any more: its rollback has it",
          during);
    }
  }

  /**
   * Until nobody is in the groups on the source; as long as somebody is, the application goes on
   * where it runs.
   */
  void requireSourceQuiet() {
    insist(Step.SWITCH_CONSUMERS, "require-source-quiet", undo()::requireSourceQuiet);
  }

  /** What only the target has, before anything is undone. */
  Stranded countStranded() {
    return insist(Step.SWITCH_PRODUCERS, "count-stranded", undo(READING)::countStranded);
  }

  /** Until the producers write to the source again; the consumers stay where they are. */
  void undoProducers() {
    stopProducers();
    startProducers();
    startTopics();
  }

  /**
   * Nobody writes on the target any more, and what its consumers have not read there they may read:
   * before {@link #undo}, of a unit whose producers may have written on the target.
   *
   * @return all that is left there
   */
  Stranded drain(Reached reached) {
    if (reached.atLeast(Reached.PRODUCERS)) {
      stopProducers();
    }
    Duration most = unit.consumers().within().plus(READING);
    return insist(Step.SWITCH_PRODUCERS, "drain-target", undo(most)::drainTarget);
  }

  /** After {@link #drain}, where the rollback goes no further: the application is as it was. */
  void letProducersGoOn() {
    insist(
        Step.SWITCH_PRODUCERS,
        "start-target-producers",
        undo(producersWithin())::startTargetProducers);
  }

  private void stopProducers() {
    insist(
        Step.SWITCH_PRODUCERS,
        "stop-target-producers",
        undo(twice(producersWithin()))::stopTargetProducers);
  }

  private void startProducers() {
    insist(Step.SWITCH_PRODUCERS, "unfence-producers", undo()::unfenceProducers);
    insist(
        Step.SWITCH_PRODUCERS,
        "start-source-producers",
        undo(twice(producersWithin()))::startSourceProducers);
  }

  private void startTopics() {
    insistUnlessSkipped(
        Step.SWITCH_PRODUCERS, "start-topics", undo(producersWithin())::startTopics);
  }

  /**
   * Until the application runs on the source again, where it did before. What it does not need, the
   * replicator and the offsets that the target group had, comes after it: that may fail for long.
   * Nobody reads on both sides meanwhile: the target groups are EMPTY before the source is started,
   * and stay so, since nothing starts anybody there.
   *
   * @param restoresTarget whether the target group gets its earlier offsets back also after
   *     consumers were started there, so that the unit can try again
   * @return the positions that were mapped back, where consumers had been started on the target
   */
  Optional<MappedBack> undo(Reached reached, boolean restoresTarget) {
    Duration within = unit.consumers().within();
    Optional<MappedBack> mapped = Optional.empty();
    if (reached.atLeast(Reached.SEEDED)) {
      insist(Step.SWITCH_CONSUMERS, "stop-target", undo(twice(within))::stopTarget);
    }
    if (reached.atLeast(Reached.STARTED)) {
      mapped = Optional.of(insist(Step.SWITCH_CONSUMERS, "map-back", undo(READING)::mapBack));
    }
    if (reached.atLeast(Reached.PRODUCERS)) {
      startProducers();
    }
    if (reached.atLeast(Reached.STOPPED)) {
      insist(Step.QUIESCE, "unfence-source", undo()::unfenceSource);
      insist(Step.QUIESCE, "start-source", undo(twice(within))::startSource);
    }
    if (reached.atLeast(Reached.PRODUCERS)) {
      startTopics();
    }
    if (reached == Reached.SEEDED || (restoresTarget && reached.atLeast(Reached.SEEDED))) {
      insist(Step.SEED, "restore-target", undo()::restoreTarget);
    }
    if (reached.atLeast(Reached.SEEDED)) {
      // last: a sync that goes on earlier would write into the group before it is restored
      insistUnlessSkipped(Step.SEED, "resume-group-sync", undo(within)::resumeGroupSync);
    }
    return mapped;
  }

  private Duration producersWithin() {
    Switch producers = unit.producers();
    return producers == null ? unit.consumers().within() : producers.within();
  }

  /** Of a step that asks, and then waits until Kafka shows it. */
  private static Duration twice(Duration within) {
    return within.multipliedBy(2);
  }

  private UndoActivities undo() {
    return undo(Duration.ZERO);
  }

  private UndoActivities undo(Duration asked) {
    return deck.stubs().undoing(asked);
  }

  /** Forward is final: what only held the way back open goes. */
  void retire() {
    if (unit.producers() != null) {
      insist(Step.COMPLETE, "unfence-producers", undo()::unfenceProducers);
    }
    insist(Step.COMPLETE, "unfence-source", undo()::unfenceSource);
    insistUnlessSkipped(
        Step.COMPLETE, "resume-group-sync", undo(unit.consumers().within())::resumeGroupSync);
  }

  /** The freeze goes; the leases are given back by {@link #release}. */
  void unfreeze() {
    insist(Step.FREEZE, "unfreeze", undo()::removeFreeze);
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
        Place place = parkFor(patience, step, failed, false);
        patience = longer(patience);
        call = next(call, step, action, failed, place);
      }
    }
  }

  /**
   * At its turn it is the same request once more, which an application that has answered it does
   * not act on again. A person's RETRY is a request of its own: the application may have answered
   * the last one and be gone since.
   */
  private Call next(Call call, Step step, String action, StepFailed failed, Place place) {
    Call same = outranking(call, failed);
    return place.isAnswered() ? calls.next(step, action) : same;
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

  /** What the replicator is told: a person may leave it out, nothing of the unit depends on it. */
  private <T extends Echo> void insistUnlessSkipped(
      Step step, String action, Function<Call, T> activity) {
    Call call = calls.next(step, action);
    Duration patience = PATIENCE_MIN;
    while (true) {
      try {
        var unused = StepRunner.ask(call, activity);
        return;
      } catch (StepFailed failed) {
        Place place = parkFor(patience, step, failed, true);
        if (place.skip().isPresent()) {
          return;
        }
        patience = longer(patience);
        call = next(call, step, action, failed, place);
      }
    }
  }

  private Duration park(Step step, StepFailed failed, Duration patience) {
    var unused = parkFor(patience, step, failed, false);
    return longer(patience);
  }

  private Place parkFor(Duration patience, Step step, StepFailed failed, boolean skippable) {
    return deck.parkFor(patience, unit.unit(), step, "undo: " + failed.reason(), during, skippable);
  }

  private Duration longer(Duration patience) {
    Duration ofAll = PATIENCE_A_UNIT.multipliedBy(deck.parked().count() + 1L);
    Duration most = ofAll.compareTo(PATIENCE_MAX) > 0 ? ofAll : PATIENCE_MAX;
    Duration twice = patience.multipliedBy(2);
    return twice.compareTo(most) > 0 ? most : twice;
  }
}
