package io.tidegate.workflows;

import static org.assertj.core.api.Assertions.assertThat;

import io.tidegate.runbooks.Step;
import io.tidegate.runbooks.gate.Decision.Verb;
import io.tidegate.workflows.view.GateView;
import io.tidegate.workflows.view.WaveState;
import io.tidegate.workflows.view.WaveView;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;

/** A gate may stand before any step; before seed and switch-consumers the application waits too. */
class GateInPauseTest {
  private static final List<String> OLGA = List.of("payments-owners");

  @Test
  void theFinalPositionsAreShownAndNothingIsSeededBeforeBothOwnersSaidGo() throws Exception {
    try (Stage stage = atFinal(Step.SEED)) {
      assertThat(stage.world.count("resolveFinal payments")).isEqualTo(1);
      assertThat(stage.world.count("seed payments")).isZero();
      stage.approve("final");
      stage.awaitRound("retire-source", 1);

      assertThat(stage.gate("final").state()).isEqualTo(GateView.State.CONSUMED);
      assertThat(stage.world.count("startSource payments")).isZero();
      stage.approveRetire();
      assertThat(stage.result().state()).isEqualTo(WaveState.COMPLETED);
    }
  }

  @Test
  void beforeSwitchConsumersTheTargetIsSeededAndNothingIsStarted() throws Exception {
    try (Stage stage = atFinal(Step.SWITCH_CONSUMERS)) {
      assertThat(stage.world.count("seed ledger")).isEqualTo(1);
      assertThat(stage.world.count("startTarget ledger")).isZero();
      stage.approve("final");
      stage.awaitRound("retire-source", 1);
    }
  }

  @Test
  void thePauseBudgetRunsWhileItWaits() throws Exception {
    try (Stage stage = atFinal(Step.SEED)) {
      stage.pass(Samples.MAX_PAUSE.plusSeconds(10));

      WaveView held = stage.awaitState(WaveState.HELD);
      assertThat(held.reason()).contains("pause budget");
      assertThat(stage.world.deedsOf("payments")).endsWith("unfenceSource", "startSource");
      assertThat(stage.world.deedsOf("ledger")).endsWith("unfenceSource", "startSource");
      assertThat(stage.gate("final").state()).isEqualTo(GateView.State.SUPERSEDED);
    }
  }

  @Test
  void aRejectionBacksBothOutAndHolds() throws Exception {
    try (Stage stage = atFinal(Step.SEED)) {
      stage.say("olga", OLGA, stage.decision("final", Verb.REJECT, null));

      WaveView held = stage.awaitState(WaveState.HELD);
      assertThat(held.reason()).contains("rejected by olga");
      assertThat(stage.world.deedsOf("payments")).endsWith("unfenceSource", "startSource");
      stage.resume();
      stage.awaitRound("go", 2);
    }
  }

  @Test
  void aUnitThatBacksOutMeanwhileLeavesTheOtherANewRound() throws Exception {
    WaveInput input = Samples.alsoAsked("final", Step.SEED, "unit-owner");
    try (Stage stage = Stage.of(input)) {
      stage.awaitRound("go", 1);
      stage.world.fail("resolveFinal payments", null);
      stage.approveGo();
      stage.world.awaitDeed("resolveFinal payments");
      stage.world.awaitDeed("resolveFinal ledger");
      assertThat(stage.gate("final").state())
          .as("nobody is asked before the last has come")
          .isEqualTo(GateView.State.NOT_OPEN);
      stage.world.fail("resolveFinal payments", "Refused");
      stage.pass(Duration.ofSeconds(15));
      stage.awaitRound("final", 1);

      assertThat(stage.gate("final").slots())
          .extracting(GateView.SlotView::role)
          .containsExactly("ledger-owners");
      stage.say("lars", List.of("ledger-owners"), stage.approval("final"));
      stage.world.awaitDeed("observe ledger");
    }
  }

  @Test
  void gatesBeforeAnythingIsProvenAskWhetherTheWaveMayLook() throws Exception {
    for (Step step : List.of(Step.INVENTORY, Step.FREEZE, Step.VERIFY)) {
      try (Stage stage = Stage.of(Samples.alsoAsked("early", step, "release-manager"))) {
        stage.awaitRound("early", 1);
        assertThat(stage.world.deedsOf("payments")).as(step.word()).doesNotContain("verify");
        stage.say("mia", List.of("release-manager"), stage.approval("early"));
        stage.awaitRound("go", 1);
      }
    }
  }

  @Test
  void aGateBeforeObserveStandsAfterTheSwitch() throws Exception {
    try (Stage stage = Stage.of(Samples.alsoAsked("soak", Step.OBSERVE, "unit-owner"))) {
      stage.awaitRound("go", 1);
      stage.approveGo();
      stage.awaitRound("soak", 1);
      assertThat(stage.world.count("observe payments")).isZero();
      stage.approve("soak");
      stage.awaitRound("retire-source", 1);
    }
  }

  private static Stage atFinal(Step before) {
    Stage stage = Stage.of(Samples.alsoAsked("final", before, "unit-owner"));
    stage.awaitRound("go", 1);
    stage.approveGo();
    stage.awaitRound("final", 1);
    return stage;
  }
}
