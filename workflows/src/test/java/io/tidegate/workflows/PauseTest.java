package io.tidegate.workflows;

import static org.assertj.core.api.Assertions.assertThat;

import io.tidegate.workflows.activity.Failures;
import io.tidegate.workflows.message.MessageBody;
import io.tidegate.workflows.view.StepView;
import io.tidegate.workflows.view.WaveState;
import io.tidegate.workflows.view.WaveView;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;

class PauseTest {

  @Test
  void theBudgetBacksTheUnitOutWithItsTargetRestoredAndItsSourceRunning() throws Exception {
    try (Stage stage = Stage.atGo()) {
      stage.world.fail("awaitTargetAssigned payments", null);
      stage.approveGo();
      stage.world.awaitDeed("awaitTargetAssigned payments");
      stage.pass(Samples.MAX_PAUSE.plusSeconds(30));

      WaveView held = stage.awaitState(WaveState.HELD);
      assertThat(held.reason()).contains("payments").contains("pause budget of PT2M");
      assertThat(lastDeeds(stage, "payments", 6))
          .containsExactly(
              "stopTarget",
              "mapBack",
              "unfenceSource",
              "startSource",
              "restoreTarget",
              "resumeGroupSync");
      assertThat(Stage.step(held, "payments", "quiesce").state()).isEqualTo(StepView.State.UNDONE);
      assertThat(Stage.unit(held, "payments").state()).isEqualTo(WaveState.HELD);
    }
  }

  @Test
  void whatKeptTheBackOutWaitingIsNamedInItsReason() throws Exception {
    try (Stage stage = Stage.atGo()) {
      stage.world.fail("awaitTargetAssigned payments", null);
      stage.approveGo();
      stage.world.awaitDeed("awaitTargetAssigned payments");
      stage.world.fail("record backing-out", null);
      stage.pass(Samples.MAX_PAUSE.plusSeconds(1));
      stage.world.awaitUnwritten("backing-out");
      stage.pass(Duration.ofSeconds(90));
      stage.world.mend("record backing-out");
      stage.pass(Duration.ofMinutes(2));

      WaveView held = stage.awaitState(WaveState.HELD);
      assertThat(held.reason())
          .contains("pause budget of PT2M", "late, since the ledger took nothing down before");
      assertThat(Stage.step(held, "payments", "quiesce").reason())
          .contains("since the ledger took nothing down before");
    }
  }

  @Test
  void theOtherUnitGoesOnWhileOneBacksOut() throws Exception {
    try (Stage stage = Stage.atGo()) {
      stage.world.fail("awaitSourceEmpty payments", null);
      stage.approveGo();
      stage.world.awaitDeed("observe ledger");
      stage.pass(Samples.MAX_PAUSE.plusSeconds(30));

      stage.awaitState(WaveState.HELD);
      assertThat(lastDeeds(stage, "payments", 1)).containsExactly("startSource");
      assertThat(stage.world.count("restoreTarget payments")).isZero();
      assertThat(stage.world.count("startSource ledger")).isZero();
    }
  }

  @Test
  void afterABackOutTheUnitIsVerifiedAndAskedAboutAgainAlone() throws Exception {
    try (Stage stage = Stage.atGo()) {
      stage.world.fail("seed payments", Failures.REFUSED);
      stage.approveGo();
      stage.awaitState(WaveState.HELD);
      stage.world.mend("seed payments");
      stage.resume();
      stage.awaitRound("go", 2);
      assertThat(stage.gate("go").slots())
          .extracting(slot -> slot.role())
          .containsExactly("payments-owners", "release-manager");

      stage.say("olga", List.of("payments-owners"), stage.approval("go"));
      stage.say("mia", List.of("release-manager"), stage.approval("go"));
      stage.awaitRound("retire-source", 1);
      stage.approveRetire();
      assertThat(stage.result().state()).isEqualTo(WaveState.COMPLETED);
      assertThat(stage.world.count("stopSource payments")).isEqualTo(2);
      assertThat(stage.world.count("stopSource ledger")).isEqualTo(1);
    }
  }

  @Test
  void whoFellBackIsAskedAboutAgainWhileTheOthersAreStillObserved() throws Exception {
    try (Stage stage = Stage.atGo()) {
      stage.world.fail("observe ledger", null);
      stage.world.finalsWorse("payments", List.of("payments-0 of group payments-group: SKIP 3"));
      stage.approveGo();
      stage.world.awaitDeed("observe ledger");
      stage.awaitRound("go", 2);
      assertThat(stage.gate("go").slots())
          .extracting(slot -> slot.role())
          .containsExactly("payments-owners", "release-manager");
      stage.world.finalsWorse("payments", List.of());
      stage.say("olga", List.of("payments-owners"), stage.approval("go"));
      stage.say("mia", List.of("release-manager"), stage.approval("go"));
      stage.world.awaitDeed("observe payments");
      stage.world.mend("observe ledger");
      stage.pass(java.time.Duration.ofSeconds(30));
      stage.awaitRound("retire-source", 1);
      stage.approveRetire();

      assertThat(stage.result().state()).isEqualTo(WaveState.COMPLETED);
      assertThat(stage.world.count("stopSource ledger")).isEqualTo(1);
    }
  }

  @Test
  void aHoldWhileUnitsAreObservedShowsAtOnce() throws Exception {
    try (Stage stage = Stage.atGo()) {
      stage.world.fail("observe payments", null);
      stage.world.fail("observe ledger", null);
      stage.approveGo();
      stage.world.awaitDeed("observe payments");
      stage.world.awaitDeed("observe ledger");
      stage.say("otto", List.of("on-call"), new MessageBody.Hold("alarm"));
      assertThat(stage.awaitState(WaveState.HELD).reason()).contains("alarm");

      stage.world.mend("observe payments");
      stage.world.mend("observe ledger");
      stage.pass(java.time.Duration.ofMinutes(5));
      assertThat(stage.wave().view().state()).isEqualTo(WaveState.HELD);
      stage.resume();
      stage.awaitRound("retire-source", 1);
    }
  }

  @Test
  void aStepThatFailsInThePauseBacksOutInsteadOfWaitingForAPerson() throws Exception {
    try (Stage stage = Stage.atGo()) {
      stage.world.fail("seed payments", Failures.REFUSED);
      stage.approveGo();

      WaveView held = stage.awaitState(WaveState.HELD);
      assertThat(held.reason()).contains("said no");
      assertThat(lastDeeds(stage, "payments", 5))
          .containsExactly(
              "stopTarget", "unfenceSource", "startSource", "restoreTarget", "resumeGroupSync");
    }
  }

  @Test
  void aSheetThatCannotBeWrittenStopsNothingAndAsksAgain() throws Exception {
    try (Stage stage = Stage.atGo()) {
      stage.world.fail("writeBreakGlass payments", Failures.REFUSED);
      stage.approveGo();

      WaveView held = stage.awaitState(WaveState.HELD);
      assertThat(held.reason()).contains("payments was not stopped").contains("said no");
      assertThat(stage.world.journalled("payments")).containsExactly("freeze");
      stage.world.mend("writeBreakGlass payments");
      stage.resume();
      stage.awaitRound("go", 2);
      assertThat(stage.world.count("verify payments")).isEqualTo(2);
      assertThat(stage.world.count("stopSource payments")).isZero();
    }
  }

  @Test
  void aWorseVerdictSeedsNothingAndAsksAgain() throws Exception {
    try (Stage stage = Stage.atGo()) {
      stage.world.finalsWorse("payments", List.of("payments-0 of group payments-group: SKIP 3"));
      stage.approveGo();

      WaveView again = stage.awaitRound("go", 2);
      assertThat(again.reason()).contains("SKIP 3");
      assertThat(stage.world.count("seed payments")).isZero();
      assertThat(stage.world.deedsOf("payments"))
          .containsSubsequence("stopSource", "resolveFinal", "startSource", "verify");
    }
  }

  @Test
  void aHoldBeforeStartBacksOut() throws Exception {
    try (Stage stage = Stage.atGo()) {
      stage.world.fail("awaitSourceEmpty payments", null);
      stage.world.fail("awaitSourceEmpty ledger", null);
      stage.approveGo();
      stage.world.awaitDeed("awaitSourceEmpty payments");
      stage.world.awaitDeed("awaitSourceEmpty ledger");
      stage.say("otto", List.of("on-call"), new MessageBody.Hold("alarm"));

      WaveView held = stage.awaitState(WaveState.HELD);
      assertThat(held.reason()).contains("alarm");
      assertThat(lastDeeds(stage, "payments", 1)).containsExactly("startSource");
      assertThat(lastDeeds(stage, "ledger", 1)).containsExactly("startSource");
    }
  }

  @Test
  void aHoldAfterStartWaitsForTheSwitch() throws Exception {
    try (Stage stage = Stage.atGo()) {
      stage.world.fail("awaitTargetAssigned payments", null);
      stage.approveGo();
      stage.world.awaitDeed("awaitTargetAssigned payments");
      stage.answer("otto", List.of("on-call"), new MessageBody.Hold("alarm"));
      stage.world.mend("awaitTargetAssigned payments");

      WaveView held = stage.awaitState(WaveState.HELD);
      assertThat(stage.world.count("startSource payments")).isZero();
      assertThat(Stage.step(held, "payments", "switch-consumers").state())
          .isEqualTo(StepView.State.DONE);
    }
  }

  @Test
  void anUndoThatFailsIsShownAndTriedAgainByItself() throws Exception {
    try (Stage stage = Stage.atGo()) {
      stage.world.fail("seed payments", Failures.REFUSED);
      stage.world.fail("startSource payments", Failures.REFUSED);
      stage.approveGo();
      stage.awaitState(WaveState.NEEDS_OPERATOR);
      stage.world.mend("startSource payments");
      stage.pass(java.time.Duration.ofMinutes(1));

      stage.awaitState(WaveState.HELD);
    }
  }

  private static List<String> lastDeeds(Stage stage, String unit, int count) {
    List<String> deeds = stage.world.deedsOf(unit);
    return deeds.subList(deeds.size() - count, deeds.size());
  }
}
