package io.tidegate.workflows;

import io.temporal.workflow.Functions;
import io.tidegate.runbooks.Step;
import io.tidegate.workflows.Parked.Skip;
import io.tidegate.workflows.activity.Call;
import io.tidegate.workflows.activity.Echo;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;

/**
 * The calls of one unit. A key names the action and its pass, never an attempt: attempts of one
 * call are one effect, while a unit that takes a step again after it was backed out means a new
 * one, and so does a person who has an undo tried again.
 */
final class UnitCalls {
  private final Deck deck;
  private final String unit;
  private final Map<String, Integer> passes = new HashMap<>(); // asked, never iterated
  private long fence;

  UnitCalls(Deck deck, String unit) {
    this.deck = deck;
    this.unit = unit;
  }

  long fence() {
    return fence;
  }

  /** From here on under this fence. */
  void fence(long granted) {
    fence = granted;
  }

  /** A call of the next pass of an action; whoever carries it out by hand is told. */
  Call next(Step step, String action) {
    Optional<String> asked = ByHand.instructions(deck.runbook(), unit, action);
    if (asked.isPresent()) {
      byHand(step, asked.get());
    } else if (deck.book().notByHand(unit)) {
      deck.tell("by-hand-over", Scribe.detail("unit", unit));
    }
    int pass = passes.merge(action, 1, Integer::sum);
    String key = deck.keys() + "/" + unit + "/" + action + "/" + pass;
    return new Call(deck.wave(), unit, step.word(), key, fence, deck.digest());
  }

  private void byHand(Step step, String asked) {
    deck.book().byHand(unit, asked);
    deck.tell("by-hand-asked", Scribe.detail("unit", unit, "step", step.word(), "reason", asked));
    deck.notices().needsOperator(unit, asked);
  }

  <T extends Echo> T ask(Step step, String action, Function<Call, T> activity) throws StepFailed {
    return StepRunner.ask(next(step, action), activity);
  }

  /**
   * Asks; on failure the step is parked, and asked again under the same key when a person says so.
   */
  <T extends Echo> T insist(
      Step step, String action, Function<Call, T> activity, Functions.Proc1<String> park) {
    Call call = next(step, action);
    while (true) {
      try {
        return StepRunner.ask(call, activity);
      } catch (StepFailed failed) {
        park.apply(failed.reason());
      }
    }
  }

  /** As {@link #insist}, of what a person may leave out: then empty. */
  <T extends Echo> Optional<T> insistUnlessSkipped(
      Step step,
      String action,
      Function<Call, T> activity,
      Function<StepFailed, Optional<Skip>> park) {
    Call call = next(step, action);
    while (true) {
      try {
        return Optional.of(StepRunner.ask(call, activity));
      } catch (StepFailed failed) {
        if (park.apply(failed).isPresent()) {
          return Optional.empty();
        }
      }
    }
  }

  /** Writes to the journal; what cannot be written is parked, and written when a person says so. */
  void insistOnJournal(String what, Functions.Proc1<String> park) {
    while (true) {
      try {
        journal(what);
        return;
      } catch (StepFailed failed) {
        park.apply(failed.reason());
      }
    }
  }

  void journal(Step step) throws StepFailed {
    journal(step.word());
  }

  void journal(String what) throws StepFailed {
    deck.scribe().journal(unit, what, fence);
  }
}
