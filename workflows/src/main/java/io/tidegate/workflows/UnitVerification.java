package io.tidegate.workflows;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.tidegate.parity.Light;
import io.tidegate.runbooks.Step;
import io.tidegate.workflows.activity.Call;
import io.tidegate.workflows.activity.Echo;
import io.tidegate.workflows.activity.KafkaActivities.Judge;
import io.tidegate.workflows.activity.KafkaActivities.Rechecked;
import io.tidegate.workflows.activity.KafkaActivities.Verified;
import io.tidegate.workflows.view.Scored;
import io.tidegate.workflows.view.WaveState;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * What one unit was proven to be, as often as it is verified, and whether people may decide on it.
 */
final class UnitVerification {
  /** RED findings that a wave names when it stops for them. */
  private static final int TOLD_UNFIT = 3;

  private final Deck deck;
  private final String unit;
  private final UnitCalls calls;
  private final FreezeAcls acls;
  private @Nullable Verified verified;
  private @Nullable Rechecked rechecked;

  UnitVerification(Deck deck, String unit, UnitCalls calls, FreezeAcls acls) {
    this.deck = deck;
    this.unit = unit;
    this.calls = calls;
    this.acls = acls;
  }

  /** Verifies it, anew where it was before. */
  void verify() {
    deck.begin(unit, Step.VERIFY);
    acls.mend();
    Verified found = insist("verify", call -> deck.stubs().resolving().verify(call));
    verified = found;
    deck.book().scorecard(unit, acls.scorecard(found));
    deck.done(unit, Step.VERIFY, found.note());
  }

  Verified verified() {
    return known(verified, "verified");
  }

  /** Its last rehearsal beside what it came to by now, for whoever is asked. */
  Optional<ObjectNode> sinceRehearsal() {
    return Optional.ofNullable(verified)
        .map(Verified::rehearsal)
        .map(last -> RehearsalTold.detail(unit, last, deck.book()));
  }

  boolean isUnfit() {
    return light() == Light.RED;
  }

  /** The first of its RED findings, by their ids; the scorecard has them all. */
  List<String> whyUnfit() {
    return acls.scorecard(verified()).stream()
        .flatMap(scored -> scored.findings().stream())
        .filter(finding -> finding.light() == Light.RED)
        .map(Scored.Finding::id)
        .limit(TOLD_UNFIT)
        .toList();
  }

  /** In which people see it: as it was verified, and no better than a check that was left out. */
  Light light() {
    return acls.light(verified());
  }

  /** Reads the facts that people decided on again: {@link #rechecked}. */
  void recheck() {
    rechecked =
        insist(
            "recheck",
            call -> deck.stubs().resolving().recheck(new Judge(call, verified().evidence())));
  }

  Rechecked rechecked() {
    return known(rechecked, "rechecked");
  }

  private <T extends Echo> T insist(String action, Function<Call, T> activity) {
    return calls.insist(
        Step.VERIFY, action, activity, why -> deck.park(unit, Step.VERIFY, why, WaveState.RUNNING));
  }

  private <T> T known(@Nullable T value, String what) {
    return Optional.ofNullable(value)
        .orElseThrow(
            () -> new Defect("unit " + unit + " of wave " + deck.wave() + " was not " + what));
  }
}
