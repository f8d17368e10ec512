package io.tidegate.workflows;

import static org.assertj.core.api.Assertions.assertThat;

import io.tidegate.parity.Light;
import io.tidegate.runbooks.gate.Decision.Verb;
import io.tidegate.workflows.activity.Failures;
import io.tidegate.workflows.activity.KafkaActivities.Waived;
import io.tidegate.workflows.message.MessageBody;
import io.tidegate.workflows.view.GateView;
import io.tidegate.workflows.view.Scored;
import io.tidegate.workflows.view.WaveState;
import io.tidegate.workflows.view.WaveView;
import java.util.List;
import org.junit.jupiter.api.Test;

/** What a wave makes of a signed acceptance: it goes on, in YELLOW, with one more person. */
class WaiverTest {
  private static final String SKIPPED = "skipped/freeze-acls";

  @Test
  void aSkippedCheckThatIsWaivedOpensAYellowRoundAndTheWaveGoesOn() throws Exception {
    try (Stage stage = held()) {
      stage.world.waives(
          "payments", "with the waiver", List.of(new Waived(SKIPPED, true, "waived by olga")));
      stage.resume();
      WaveView asked = stage.awaitRound("go", 1);

      assertThat(asked.gates().get(0).light()).isEqualTo(Light.YELLOW);
      assertThat(governance(asked))
          .isEqualTo(
              new Scored(
                  "governance",
                  Light.YELLOW,
                  List.of(
                      new Scored.Finding(
                          SKIPPED,
                          Light.YELLOW,
                          "waived by olga; skipped by mia: looked at it",
                          true))));
      stage.approveGo();
      stage.answer(
          "nils", List.of("release-manager"), stage.decision("go", Verb.APPROVE, "waived by olga"));
      stage.awaitRound("retire-source", 1);
    }
  }

  @Test
  void anExpiredWaiverOfASkippedCheckHoldsTheWave() throws Exception {
    try (Stage stage = held()) {
      stage.world.waives(
          "payments", "decides", List.of(new Waived(SKIPPED, false, "waiver w-1 has expired")));
      stage.resume();
      WaveView held =
          stage.world.awaitView(
              "held again, with what expired",
              view ->
                  view.state() == WaveState.HELD
                      && governance(view).findings().get(0).reason().contains("expired"));

      assertThat(governance(held).light()).isEqualTo(Light.RED);
      assertThat(held.gates().get(0).round()).isZero();
    }
  }

  @Test
  void aWaiverThatIsSignedAtAnOpenGateSupersedesItsRound() throws Exception {
    try (Stage stage = Stage.atGo()) {
      stage.world.waives(
          "payments",
          "with the waiver",
          List.of(new Waived("DIVERGED/charger/payments-0", true, "waived by olga")));
      stage.approveGo();
      WaveView asked = stage.awaitRound("go", 2);

      assertThat(stage.world.detailOf("gate-superseded")).contains("superseded");
      assertThat(asked.gates().get(0).state()).isEqualTo(GateView.State.OPEN);
      assertThat(stage.world.count("stopSource payments")).isZero();
    }
  }

  /** The freeze ACLs were left out, so it stands before the gate. */
  private static Stage held() throws Exception {
    Stage stage = new Stage();
    stage.world.fail("denyAlter payments", Failures.UNAUTHORIZED);
    stage.start();
    stage.awaitState(WaveState.NEEDS_OPERATOR);
    stage.answer(
        "mia",
        List.of("release-manager"),
        StepTest.directive("payments", "freeze", MessageBody.Order.SKIP));
    stage.awaitState(WaveState.HELD);
    return stage;
  }

  private static Scored governance(WaveView view) {
    return Stage.unit(view, "payments").scorecard().stream()
        .filter(scored -> scored.dimension().equals("governance"))
        .findFirst()
        .orElseThrow();
  }
}
