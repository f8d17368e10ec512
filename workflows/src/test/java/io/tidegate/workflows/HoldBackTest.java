package io.tidegate.workflows;

import static org.assertj.core.api.Assertions.assertThat;

import io.tidegate.parity.Light;
import io.tidegate.runbooks.OnUnfit;
import io.tidegate.runbooks.Step;
import io.tidegate.runbooks.gate.Decision;
import io.tidegate.runbooks.gate.Decision.Verb;
import io.tidegate.workflows.activity.Failures;
import io.tidegate.workflows.activity.LedgerActivities.Receipt;
import io.tidegate.workflows.message.MessageBody;
import io.tidegate.workflows.message.Part;
import io.tidegate.workflows.view.GateView;
import io.tidegate.workflows.view.RollbackView;
import io.tidegate.workflows.view.StepView;
import io.tidegate.workflows.view.WaveState;
import io.tidegate.workflows.view.WaveView;
import java.util.List;
import org.junit.jupiter.api.Test;

/** {@code onUnfit: hold-back}: what is not fit stays behind alone. */
class HoldBackTest {
  private static final List<String> OLGA = List.of("payments-owners");
  private static final List<String> LARS = List.of("ledger-owners");

  @Test
  void aRedUnitIsReleasedAtOnceAndTheOthersAreAskedAbout() throws Exception {
    try (Stage stage = new Stage(Samples.holdingBack(), Workflows.factoryOptions())) {
      stage.world.verdict("ledger", Light.RED, "decides");
      stage.start();
      WaveView asked = stage.awaitRound("go", 1);

      assertThat(Stage.unit(asked, "ledger").state()).isEqualTo(WaveState.HELD_BACK);
      assertThat(Stage.step(asked, "ledger", "quiesce").state()).isEqualTo(StepView.State.SKIPPED);
      assertThat(stage.world.deedsOf("ledger"))
          .containsExactly("denyAlter", "freeze", "verify", "unfreeze", "release");
      assertThat(stage.gate("go").slots())
          .extracting(GateView.SlotView::role)
          .containsExactly("payments-owners", "release-manager");
      stage.approveGo();
      stage.awaitRound("retire-source", 1);
      stage.approveRetire();
      WaveView end = stage.result();
      assertThat(end.state()).isEqualTo(WaveState.COMPLETED);
      assertThat(Stage.unit(end, "ledger").state()).isEqualTo(WaveState.HELD_BACK);
      assertThat(stage.world.count("stopSource ledger")).isZero();
    }
  }

  @Test
  void withNobodyLeftTheWaveEndsRefused() throws Exception {
    try (Stage stage = new Stage(Samples.holdingBack(), Workflows.factoryOptions())) {
      stage.world.verdict("ledger", Light.RED, "decides");
      stage.world.verdict("payments", Light.RED, "decides");
      stage.start();

      WaveView end = stage.result();
      assertThat(end.state()).isEqualTo(WaveState.REFUSED);
      assertThat(end.reason()).contains("every unit was held back");
    }
  }

  @Test
  void aRejectionThatNamesAUnitHoldsThatOneBackAndAsksAboutTheOthersAgain() throws Exception {
    try (Stage stage = Stage.of(Samples.holdingBack())) {
      stage.awaitRound("go", 1);
      Receipt said = stage.answer("lars", LARS, rejection(stage, "go", "ledger"));
      assertThat(said.outcome()).isEqualTo("ACCEPTED");

      WaveView again = stage.awaitRound("go", 2);
      assertThat(Stage.unit(again, "ledger").state()).isEqualTo(WaveState.HELD_BACK);
      assertThat(again.reason()).contains("rejected by lars");
      assertThat(stage.world.deedsOf("ledger")).endsWith("unfreeze", "release");
      stage.approveGo();
      stage.awaitRound("retire-source", 1);
      stage.approveRetire();
      assertThat(stage.result().state()).isEqualTo(WaveState.COMPLETED);
    }
  }

  @Test
  void aUnitThatIsNotAskedAboutCannotBeRejectedByName() throws Exception {
    try (Stage stage = Stage.of(Samples.holdingBack())) {
      stage.awaitRound("go", 1);
      Receipt said = stage.answer("lars", LARS, rejection(stage, "go", "refunds"));

      assertThat(said.outcome()).isEqualTo("INVALID");
      assertThat(said.reason()).contains("'refunds'").contains("[payments, ledger]");
      assertThat(stage.gate("go").state()).isEqualTo(GateView.State.OPEN);
    }
  }

  @Test
  void stopWaveTakesNoUnitsWithARejection() throws Exception {
    try (Stage stage = Stage.atGo()) {
      Receipt said = stage.answer("lars", LARS, rejection(stage, "go", "ledger"));

      assertThat(said.outcome()).isEqualTo("INVALID");
      assertThat(said.reason()).contains("stop-wave");
    }
  }

  @Test
  void whatHasSwitchedIsNotHeldBack() throws Exception {
    try (Stage stage = Stage.of(Samples.holdingBack())) {
      stage.awaitRound("go", 1);
      stage.approveGo();
      stage.awaitRound("retire-source", 1);
      Receipt said = stage.answer("lars", LARS, rejection(stage, "retire-source", "ledger"));

      assertThat(said.outcome()).isEqualTo("INVALID");
      assertThat(said.reason()).contains("have switched");
    }
  }

  @Test
  void insideThePauseTheNamedUnitBacksOutAndStaysBehind() throws Exception {
    try (Stage stage = Stage.of(askedInsideThePause())) {
      stage.awaitRound("go", 1);
      stage.approveGo();
      stage.awaitRound("final", 1);
      stage.say("lars", LARS, rejection(stage, "final", "ledger"));
      stage.awaitRound("final", 2);
      stage.say("olga", OLGA, stage.approval("final"));
      WaveView asked = stage.awaitRound("retire-source", 1);

      assertThat(Stage.unit(asked, "ledger").state()).isEqualTo(WaveState.HELD_BACK);
      assertThat(stage.world.deedsOf("ledger"))
          .endsWith("resolveFinal", "unfenceSource", "startSource", "unfreeze", "release");
      assertThat(stage.world.count("seed ledger")).isZero();
    }
  }

  @Test
  void oneThatCannotBeHeldBackIsRolledBackAndTheOtherGoesOn() throws Exception {
    try (Stage stage = Stage.of(askedInsideThePause())) {
      stage.awaitRound("go", 1);
      stage.approveGo();
      stage.awaitRound("final", 1);
      stage.world.fail("unfreeze ledger", Failures.REFUSED);
      stage.say("lars", LARS, rejection(stage, "final", "ledger"));
      stage.awaitRound("final", 2);
      stage.say("olga", OLGA, stage.approval("final"));
      stage.world.awaitView(
          "a hold-back that is parked",
          view -> Stage.unit(view, "ledger").state() == WaveState.NEEDS_OPERATOR);
      stage.world.mend("unfreeze ledger");
      Part ledger = new Part(1, List.of("ledger"));
      stage.startRollback("otto", RollbackTest.ON_CALL, ledger);

      assertThat(stage.rollbackResult(stage.rollback(ledger)).state())
          .isEqualTo(RollbackView.State.DONE);
      WaveView asked = stage.awaitRound("retire-source", 1);
      assertThat(Stage.unit(asked, "ledger").state()).isEqualTo(WaveState.ROLLED_BACK);
    }
  }

  private static WaveInput askedInsideThePause() {
    return Samples.with(
        Samples.alsoAsked("final", Step.SEED, "unit-owner"),
        r -> Samples.copy(r, OnUnfit.HOLD_BACK, r.units(), r.gates(), r.notices()));
  }

  @Test
  void aRollbackLeavesWhatStaysBehindAlone() throws Exception {
    try (Stage stage = new Stage(Samples.holdingBack(), Workflows.factoryOptions())) {
      stage.world.verdict("ledger", Light.RED, "decides");
      stage.start();
      stage.awaitRound("go", 1);
      stage.startRollback("otto", RollbackTest.ON_CALL);

      WaveView end = stage.result();
      assertThat(end.state()).isEqualTo(WaveState.ROLLED_BACK);
      assertThat(Stage.unit(end, "ledger").state()).isEqualTo(WaveState.HELD_BACK);
      assertThat(stage.world.count("release ledger")).isEqualTo(1);
    }
  }

  private static MessageBody.Decision rejection(Stage stage, String gate, String unit) {
    GateView asked = stage.gate(gate);
    return new MessageBody.Decision(
        gate,
        new Decision(
            asked.round(),
            Verb.REJECT,
            String.valueOf(asked.evidenceDigest()),
            "not this one",
            null,
            List.of(unit)));
  }
}
