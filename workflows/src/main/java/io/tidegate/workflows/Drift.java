package io.tidegate.workflows;

import io.temporal.workflow.Functions;
import io.tidegate.runbooks.Step;
import io.tidegate.workflows.activity.Call;
import io.tidegate.workflows.activity.KafkaActivities.Drifted;
import io.tidegate.workflows.activity.KafkaActivities.Judge;
import java.util.List;
import java.util.function.Function;

/** What has moved around a unit that must not, since it was frozen, as it was last read. */
final class Drift {
  private final Deck deck;
  private final UnitCalls calls;
  private List<String> lines = List.of();

  Drift(Deck deck, UnitCalls calls) {
    this.deck = deck;
    this.calls = calls;
  }

  /**
   * Reads it again.
   *
   * @param freeze digest of what was frozen
   * @param park where it cannot be read
   */
  void check(String freeze, Functions.Proc1<String> park) {
    lines = calls.insist(Step.OBSERVE, "check-drift", read(freeze), park).drifts();
  }

  /** The same, where nobody can be waited for: not read is a drift too. */
  void checkInPause(String freeze) {
    try {
      lines = calls.ask(Step.QUIESCE, "check-drift-in-pause", read(freeze)).drifts();
    } catch (StepFailed failed) {
      lines = List.of("drift could not be read: " + failed.reason());
    }
  }

  private Function<Call, Drifted> read(String freeze) {
    return call -> deck.stubs().brief().checkDrift(new Judge(call, freeze));
  }

  /** What was read before the switch was asked about with it. */
  void forget() {
    lines = List.of();
  }

  /** One line each. */
  List<String> lines() {
    return lines;
  }
}
