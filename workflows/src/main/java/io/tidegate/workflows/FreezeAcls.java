package io.tidegate.workflows;

import io.tidegate.parity.Light;
import io.tidegate.runbooks.Step;
import io.tidegate.workflows.Parked.Skip;
import io.tidegate.workflows.activity.Done;
import io.tidegate.workflows.activity.KafkaActivities.Verified;
import io.tidegate.workflows.view.Scored;
import io.tidegate.workflows.view.WaveState;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * The one part of a unit's freeze that a person may leave out. It is then RED, unless waived, until
 * it is mended: each time the unit is verified it is tried once more.
 */
final class FreezeAcls {
  private final Deck deck;
  private final String unit;
  private final UnitCalls calls;
  private @Nullable Skip skipped;

  FreezeAcls(Deck deck, String unit, UnitCalls calls) {
    this.deck = deck;
    this.unit = unit;
    this.calls = calls;
  }

  /** One line for the timeline. */
  String add() {
    return calls
        .insistUnlessSkipped(
            Step.FREEZE,
            "deny-alter",
            call -> deck.stubs().fencing().denyAlter(call),
            failed -> {
              Optional<Skip> skip =
                  deck.parkSkippable(unit, Step.FREEZE, failed.reason(), WaveState.RUNNING);
              skipped = skip.orElse(null);
              return skip;
            })
        .map(Done::note)
        .orElse("freeze ACLs skipped");
  }

  void mend() {
    if (skipped == null) {
      return;
    }
    try {
      calls.ask(Step.FREEZE, "deny-alter", call -> deck.stubs().fencing().denyAlter(call));
      skipped = null;
    } catch (StepFailed still) {
      deck.tell("still-skipped", Scribe.detail("unit", unit, "reason", still.reason()));
    }
  }

  /** What was verified, and no better than a check that was left out. */
  Light light(Verified found) {
    return leftOut(found).map(left -> found.light().worst(left.light())).orElse(found.light());
  }

  /** The scorecard with what was left out. */
  List<Scored> scorecard(Verified found) {
    return leftOut(found).map(left -> left.shownIn(found.scorecard())).orElse(found.scorecard());
  }

  private Optional<LeftOut> leftOut(Verified found) {
    return Optional.ofNullable(skipped)
        .map(skip -> LeftOut.freezeAcls(skip.by(), skip.reason(), found.waivers()));
  }
}
