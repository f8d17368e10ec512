package io.tidegate.activities;

import io.tidegate.activities.switches.Answer;
import io.tidegate.activities.switches.Probe;
import io.tidegate.activities.switches.Reconciled;
import io.tidegate.activities.switches.Webhooks;
import io.tidegate.runbooks.MigrationUnit;
import io.tidegate.workflows.activity.Call;
import java.util.Optional;

/**
 * An application's own account of what it processed, as its reconcile webhook gives it. It is told,
 * not proven: nothing here looks at Kafka.
 */
sealed interface Account {

  /** What it counts; whether it reconciles is its own word. */
  record Given(Reconciled counts) implements Account {
    /** What does not reconcile, in one sentence; empty where all does. */
    Optional<String> complaint() {
      return counts.ok()
          ? Optional.empty()
          : Optional.of(
              "the application does not reconcile: %d skipped, %d replayed, %d processed%s"
                  .formatted(
                      counts.skipped(),
                      counts.replayed(),
                      counts.processed(),
                      counts.note() == null ? "" : "; " + counts.note()));
    }
  }

  /** It was asked, and gave none that can be read. */
  record Missing(String why) implements Account {}

  /** It gives none in this mode. */
  record NotTaken(String why) implements Account {}

  /** The unit has no reconcile webhook. */
  record Undeclared() implements Account {}

  /**
   * Asks the unit's application, within the bound of {@link Webhooks#reconcile}.
   *
   * @param mode of the wave, which the application is told
   */
  static Account ask(Webhooks webhooks, Plan plan, String mode, Pulse pulse) {
    MigrationUnit.Reconcile declared = plan.unit().reconcile();
    if (declared == null) {
      return new Undeclared();
    }
    Answer answer = webhooks.reconcile(declared.url(), probe(plan.call(), mode), pulse::beat);
    if (answer instanceof Answer.NotTaken not) {
      return new NotTaken("the application gave no account: " + not.why());
    }
    if (answer instanceof Answer.Refused refused) {
      return new Missing("the application gave no account: " + refused.why());
    }
    if (answer instanceof Answer.Failed failed) {
      return new Missing("the application gave no account: " + failed.why());
    }
    try {
      return new Given(Webhooks.reconciled(((Answer.Done) answer).body()));
    } catch (IllegalArgumentException unreadable) {
      return new Missing(String.valueOf(unreadable.getMessage()));
    }
  }

  /** What the application is asked for its account with; the same for every attempt of a call. */
  static Probe probe(Call call, String mode) {
    String key = String.join("/", call.wave(), call.key(), "reconcile");
    return new Probe(call.wave(), call.unit(), mode, key);
  }
}
