package io.tidegate.workflows;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.tidegate.workflows.activity.Failures;
import io.tidegate.workflows.activity.LedgerActivities.Receipt;
import io.tidegate.workflows.message.MessageBody;
import io.tidegate.workflows.message.MessageBody.Order;
import io.tidegate.workflows.view.GateView;
import io.tidegate.workflows.view.RollbackView;
import io.tidegate.workflows.view.StepView;
import io.tidegate.workflows.view.WaveState;
import io.tidegate.workflows.view.WaveView;
import java.time.Duration;
import java.util.List;
import java.util.Objects;
import org.junit.jupiter.api.Test;

class RollbackTest {
  static final List<String> ON_CALL = List.of("on-call");
  static final List<String> BACK_FROM_TARGET =
      List.of(
          "requireSourceQuiet",
          "stopTarget",
          "mapBack",
          "unfenceSource",
          "startSource",
          "resumeGroupSync",
          "unfreeze",
          "release");

  @Test
  void beforeAnythingIsHeldItReleasesAndCloses() throws Exception {
    try (Stage stage = new Stage()) {
      stage.world.fail("inventory ", null);
      stage.start();
      stage.world.awaitDeed("inventory ");
      rollBack(stage);

      assertThat(stage.world.deedsOf("payments")).containsExactly("release");
    }
  }

  @Test
  void atTheGateItOnlyUnfreezes() throws Exception {
    try (Stage stage = Stage.atGo()) {
      rollBack(stage);

      assertThat(undone(stage, "verify")).containsExactly("unfreeze", "release");
    }
  }

  @Test
  void afterTheStopItStartsTheSource() throws Exception {
    try (Stage stage = Stage.atGo()) {
      standAt(stage, "awaitSourceEmpty");
      rollBack(stage);

      assertThat(undone(stage, "awaitSourceEmpty"))
          .containsExactly("unfenceSource", "startSource", "unfreeze", "release");
    }
  }

  @Test
  void afterAHalfDoneSeedItRestoresTheTarget() throws Exception {
    try (Stage stage = Stage.atGo()) {
      standAt(stage, "seed");
      rollBack(stage);

      assertThat(undone(stage, "seed"))
          .containsExactly(
              "stopTarget",
              "unfenceSource",
              "startSource",
              "restoreTarget",
              "resumeGroupSync",
              "unfreeze",
              "release");
    }
  }

  @Test
  void afterStartItMapsThePositionsBack() throws Exception {
    try (Stage stage = Stage.atGo()) {
      standAt(stage, "awaitTargetAssigned");
      rollBack(stage);

      assertThat(undone(stage, "awaitTargetAssigned")).containsExactlyElementsOf(BACK_FROM_TARGET);
    }
  }

  @Test
  void whileEverythingWaitsForTheOwnersItTakesBothUnitsBack() throws Exception {
    try (Stage stage = Stage.atGo()) {
      stage.approveGo();
      stage.awaitRound("retire-source", 1);
      WaveView end = rollBack(stage);

      for (String unit : List.of("payments", "ledger")) {
        assertThat(stage.world.deedsOf(unit)).endsWith(BACK_FROM_TARGET.toArray(new String[0]));
        assertThat(Stage.step(end, unit, "switch-consumers").state())
            .isEqualTo(StepView.State.UNDONE);
      }
      RollbackView rollback = stage.rollbackResult();
      assertThat(rollback.replayBound()).isEqualTo("6");
      assertThat(rollback).isEqualTo(end.rollback());
    }
  }

  /** Its workflow may be held up: somebody was told that it was accepted. */
  @Test
  void theWaveIsNotCompletedWhileOneIsAskedForThatNobodyHasAnswered() throws Exception {
    try (Stage stage = Stage.atGo()) {
      stage.approveGo();
      stage.awaitRound("retire-source", 1);
      String id = stage.write("otto", ON_CALL, MessageBody.Rollback.whole("orders are late", null));
      stage.approveRetire();
      stage.world.awaitKind("complete-waits");
      stage.startRollbackOn(id);

      assertThat(stage.result().state()).isEqualTo(WaveState.ROLLED_BACK);
      assertThat(stage.world.awaitReceipt(id).outcome()).isEqualTo("ACCEPTED");
      assertThat(stage.world.journalled("payments")).doesNotContain("complete");
      assertThat(stage.world.kinds()).doesNotContain("way-back-closed");
      assertThat(stage.world.detailOf("complete-waits")).contains("rollback by otto");
    }
  }

  @Test
  void afterOneThatWasRefusedTheOwnersAreAskedAgain() throws Exception {
    try (Stage stage = Stage.atGo()) {
      stage.approveGo();
      stage.awaitRound("retire-source", 1);
      String id = stage.write("vic", List.of("viewer"), MessageBody.Rollback.whole("a wish", null));
      stage.approveRetire();
      stage.world.awaitKind("complete-waits");
      stage.startRollbackOn(id);
      stage.world.awaitReceipt(id);
      stage.pass(Duration.ofSeconds(31));
      stage.awaitRound("retire-source", 2);
      assertThat(stage.wave().view().reason()).contains("rollback by vic");
      stage.approveRetire();

      assertThat(stage.result().state()).isEqualTo(WaveState.COMPLETED);
    }
  }

  @Test
  void aHoldThatWasSaidBeforeCompleteHoldsIt() throws Exception {
    try (Stage stage = Stage.atGo()) {
      stage.approveGo();
      stage.awaitRound("retire-source", 1);
      MessageBody.Hold hold = new MessageBody.Hold("a doubt");
      String id = stage.write("otto", ON_CALL, hold);
      stage.approveRetire();
      stage.world.awaitKind("complete-waits");
      stage.wave().hold(id);

      stage.awaitState(WaveState.HELD);
      assertThat(stage.world.awaitReceipt(id).outcome()).isEqualTo("ACCEPTED");
    }
  }

  @Test
  void afterABackOutNothingIsLeftToUndoTwice() throws Exception {
    try (Stage stage = Stage.atGo()) {
      stage.world.fail("seed payments", Failures.REFUSED);
      stage.approveGo();
      stage.awaitState(WaveState.HELD);
      rollBack(stage);

      assertThat(stage.world.count("startSource payments")).isEqualTo(1);
      assertThat(stage.world.deedsOf("payments")).endsWith("unfreeze", "release");
    }
  }

  @Test
  void worksFromTheLedgerWhenTheWaveIsGone() throws Exception {
    try (Stage stage = Stage.atGo()) {
      stage.approveGo();
      stage.awaitRound("retire-source", 1);
      stage.terminate();
      stage.startRollback("otto", ON_CALL);

      assertThat(stage.rollbackResult().state()).isEqualTo(RollbackView.State.DONE);
      WaveView end = stage.awaitState(WaveState.ROLLED_BACK);
      assertThat(end.gates().get(0).round()).as("goes on from the last view").isEqualTo(1);
      assertThat(stage.world.deedsOf("payments")).endsWith(BACK_FROM_TARGET.toArray(new String[0]));
    }
  }

  @Test
  void aDirectiveOnAParkedStepStartsItToo() throws Exception {
    try (Stage stage = Stage.atGo()) {
      stage.world.fail("awaitFirstCommits payments", Failures.REFUSED);
      stage.approveGo();
      stage.awaitState(WaveState.NEEDS_OPERATOR);
      stage.world.awaitView(
          "ledger at the end of its steps",
          view -> Stage.step(view, "ledger", "observe").state() == StepView.State.DONE);
      stage.say(
          "otto", ON_CALL, StepTest.directive("payments", "switch-consumers", Order.ROLLBACK));

      assertThat(stage.result().state()).isEqualTo(WaveState.ROLLED_BACK);
      assertThat(stage.world.count("startSource payments")).isEqualTo(1);
    }
  }

  @Test
  void anUndoThatFailsNeedsAnOperatorAndRetryGoesOn() throws Exception {
    try (Stage stage = Stage.atGo()) {
      stage.approveGo();
      stage.awaitRound("retire-source", 1);
      stage.world.fail("startSource payments", Failures.REFUSED);
      stage.startRollback("otto", ON_CALL);
      WaveView parked =
          stage.world.awaitView(
              "a rollback that waits for a person, and the other unit's way back mapped",
              view ->
                  view.rollback() != null
                      && view.rollback().state() == RollbackView.State.NEEDS_OPERATOR
                      && !"0".equals(view.rollback().replayBound()));
      assertThat(parked.state())
          .as("a directive goes to the rollback")
          .isEqualTo(WaveState.ROLLING_BACK);
      assertThat(parked.reason()).contains("payments").contains("said no");
      assertThat(rollbackOf(parked).reason()).isEqualTo(parked.reason());
      assertThat(stage.rollback().view()).isEqualTo(parked.rollback());
      stage.world.mend("startSource payments");
      String retry =
          stage.write("otto", ON_CALL, StepTest.directive("payments", "quiesce", Order.RETRY));
      stage.rollback().direct(retry);

      assertThat(stage.world.awaitReceipt(retry).outcome()).isEqualTo("ACCEPTED");
      WaveView end = stage.result();
      assertThat(end.state()).isEqualTo(WaveState.ROLLED_BACK);
      assertThat(rollbackOf(end).reason()).isEqualTo("orders are late");
    }
  }

  @Test
  void anUndoIsTheSameRequestAtItsTurnAndANewOneWhenAPersonSaysRetry() throws Exception {
    try (Stage stage = Stage.atGo()) {
      stage.approveGo();
      stage.awaitRound("retire-source", 1);
      stage.world.fail("startSource payments", Failures.REFUSED);
      stage.startRollback("otto", ON_CALL);
      awaitRollback(stage, RollbackView.State.NEEDS_OPERATOR);
      stage.pass(Duration.ofSeconds(40));
      stage.world.awaitView(
          "parked again",
          view ->
              stage.world.count("startSource payments") == 2
                  && rollbackOf(view).state() == RollbackView.State.NEEDS_OPERATOR);
      stage.world.mend("startSource payments");
      stage
          .rollback()
          .direct(
              stage.write("otto", ON_CALL, StepTest.directive("payments", "quiesce", Order.RETRY)));
      stage.result();

      List<String> keys = stage.world.keysOf("startSource payments");
      assertThat(keys).hasSize(3);
      assertThat(keys.get(1)).isEqualTo(keys.get(0));
      assertThat(keys.get(2)).isNotEqualTo(keys.get(0));
    }
  }

  @Test
  void aReplicatorThatDoesNotAnswerKeepsNoApplicationDownAndMayBeSkipped() throws Exception {
    try (Stage stage = Stage.atGo()) {
      stage.approveGo();
      stage.awaitRound("retire-source", 1);
      stage.world.fail("resumeGroupSync payments", Failures.REFUSED);
      stage.startRollback("otto", ON_CALL);
      awaitRollback(stage, RollbackView.State.NEEDS_OPERATOR);
      assertThat(stage.world.count("startSource payments")).isEqualTo(1);
      String skip =
          stage.write("otto", ON_CALL, StepTest.directive("payments", "seed", Order.SKIP));
      stage.rollback().direct(skip);

      assertThat(stage.result().state()).isEqualTo(WaveState.ROLLED_BACK);
    }
  }

  @Test
  void aTargetWhoseOffsetsCannotBeRestoredKeepsNoApplicationDown() throws Exception {
    try (Stage stage = Stage.atGo()) {
      standAt(stage, "seed");
      stage.world.fail("restoreTarget payments", Failures.UNAUTHORIZED);
      stage.startRollback("otto", ON_CALL);
      WaveView parked = awaitRollback(stage, RollbackView.State.NEEDS_OPERATOR);

      assertThat(parked.reason()).contains("payments").contains("said no");
      assertThat(stage.world.count("startSource payments")).isEqualTo(1);
      assertThat(stage.world.count("resumeGroupSync payments")).isZero();
      stage.world.mend("restoreTarget payments");
      assertThat(stage.result().state()).isEqualTo(WaveState.ROLLED_BACK);
    }
  }

  @Test
  void whileSomebodyIsInTheSourceGroupTheApplicationGoesOnOnTheTarget() throws Exception {
    try (Stage stage = Stage.atGo()) {
      stage.approveGo();
      stage.awaitRound("retire-source", 1);
      stage.world.fail("requireSourceQuiet payments", Failures.REFUSED);
      stage.startRollback("otto", ON_CALL);
      awaitRollback(stage, RollbackView.State.NEEDS_OPERATOR);
      assertThat(stage.world.count("stopTarget payments")).isZero();
      stage.world.mend("requireSourceQuiet payments");

      assertThat(stage.result().state()).isEqualTo(WaveState.ROLLED_BACK);
    }
  }

  @Test
  void peopleAreToldOfAnUndoThatFailsWithinMinutes() throws Exception {
    try (Stage stage = Stage.atGo()) {
      stage.approveGo();
      stage.awaitRound("retire-source", 1);
      stage.world.fail("unfenceSource payments", null);
      stage.startRollback("otto", ON_CALL);
      stage.world.awaitDeed("unfenceSource payments");
      stage.pass(Duration.ofMinutes(5));
      stage.world.awaitKind("step-parked");
      stage.world.mend("unfenceSource payments");

      assertThat(stage.result().state()).isEqualTo(WaveState.ROLLED_BACK);
    }
  }

  @Test
  void aWaveThatRollsBackTakesNoDecisionAndNoResume() throws Exception {
    try (Stage stage = Stage.atGo()) {
      stage.approveGo();
      stage.awaitRound("retire-source", 1);
      MessageBody.Decision approval = stage.approval("retire-source");
      stage.world.fail("stopTarget payments", Failures.REFUSED);
      stage.startRollback("otto", ON_CALL);
      awaitRollback(stage, RollbackView.State.NEEDS_OPERATOR);

      assertThat(stage.gate("retire-source").state()).isEqualTo(GateView.State.SUPERSEDED);
      assertThat(stage.answer("olga", List.of("payments-owners"), approval).outcome())
          .isNotEqualTo("ACCEPTED");
      assertThat(stage.resume().outcome()).isEqualTo("REFUSED");
      stage.world.mend("stopTarget payments");
      assertThat(stage.result().state()).isEqualTo(WaveState.ROLLED_BACK);
    }
  }

  @Test
  void anUndoThatFailsIsTriedAgainByItselfForever() throws Exception {
    try (Stage stage = Stage.atGo()) {
      stage.approveGo();
      stage.awaitRound("retire-source", 1);
      stage.world.fail("stopTarget payments", Failures.REFUSED);
      stage.startRollback("otto", ON_CALL);
      stage.world.awaitView(
          "a parked undo",
          view -> Stage.unit(view, "payments").state() == WaveState.NEEDS_OPERATOR);
      stage.pass(Duration.ofHours(3));
      stage.world.mend("stopTarget payments");
      stage.pass(Duration.ofMinutes(11));

      assertThat(stage.result().state()).isEqualTo(WaveState.ROLLED_BACK);
    }
  }

  @Test
  void whoMayNotAskChangesNothingAndBarsNobody() throws Exception {
    try (Stage stage = Stage.atGo()) {
      String asked = stage.startRollback("olga", List.of("payments-oncall"));

      assertThatThrownBy(stage::rollbackResult).hasStackTraceContaining("needs on-call");
      assertThat(stage.rollback().view().state()).isEqualTo(RollbackView.State.REFUSED);
      assertThat(stage.world.awaitReceipt(asked).outcome()).isEqualTo("NOT_ELIGIBLE");
      assertThat(stage.wave().view().state()).isEqualTo(WaveState.AT_GATE);
      rollBack(stage);
    }
  }

  @Test
  void theCallerOfEveryUnitMayAsk() throws Exception {
    try (Stage stage = Stage.atGo()) {
      stage.startRollback("olga", List.of("payments-oncall", "ledger-oncall"));

      assertThat(stage.result().state()).isEqualTo(WaveState.ROLLED_BACK);
    }
  }

  @Test
  void aStartWithoutARequestIsRefused() throws Exception {
    try (Stage stage = Stage.atGo()) {
      String hold = stage.write("otto", ON_CALL, new MessageBody.Hold("x"));
      String retry =
          stage.write("otto", ON_CALL, StepTest.directive("payments", "seed", Order.RETRY));
      for (String id : List.of("forged", hold, retry)) {
        stage.startRollbackOn(id);
        assertThatThrownBy(stage::rollbackResult).as(id).hasStackTraceContaining("Refused");
      }
      assertThat(stage.wave().view().state()).isEqualTo(WaveState.AT_GATE);
    }
  }

  @Test
  void aStartWithAnotherRunbookThanTheWavesIsRefusedAndItsRequestStaysOpen() throws Exception {
    try (Stage stage = Stage.atGo()) {
      String id = stage.write("otto", ON_CALL, MessageBody.Rollback.whole("orders are late", null));
      stage.startRollbackOn(id, Samples.large(2).runbook(), Samples.input().digest());
      assertThatThrownBy(stage::rollbackResult).hasStackTraceContaining("another runbook");
      stage.startRollbackOn(id, Samples.input().runbook(), "sha256:other");
      assertThatThrownBy(stage::rollbackResult).hasStackTraceContaining("not sha256:other");

      assertThat(stage.world.receiptOf(id)).isNull();
      assertThat(stage.wave().view().state()).isEqualTo(WaveState.AT_GATE);
      stage.startRollbackOn(id);
      assertThat(stage.result().state()).isEqualTo(WaveState.ROLLED_BACK);
    }
  }

  @Test
  void whenStartedAgainItWaitsForNobodyAndWritesEverythingDownAgain() throws Exception {
    try (Stage stage = Stage.atGo()) {
      stage.approveGo();
      stage.awaitRound("retire-source", 1);
      stage.world.fail("startSource payments", Failures.REFUSED);
      stage.startRollback("otto", ON_CALL);
      awaitRollback(stage, RollbackView.State.NEEDS_OPERATOR);
      stage.terminateRollback();
      stage.world.mend("startSource payments");
      stage.startRollback("otto", ON_CALL);

      stage.awaitState(WaveState.ROLLED_BACK); // within seconds: the clock does not move here
      assertThat(stage.world.kinds()).filteredOn("rollback-started"::equals).hasSize(2);
      assertThat(stage.world.kinds()).filteredOn("rolled-back"::equals).hasSize(1);
      assertThat(stage.result().state()).isEqualTo(WaveState.ROLLED_BACK);
    }
  }

  @Test
  void terminatedBeforeItSaidThatItEndedItIsStartedAnewAndTheWaveCloses() throws Exception {
    try (Stage stage = Stage.atGo()) {
      stage.world.failJournal(Rollback.ENDED);
      stage.startRollback("otto", ON_CALL);
      stage.awaitState(WaveState.ROLLED_BACK);
      stage.world.awaitDeed("unwritten " + Rollback.ENDED);
      stage.terminateRollback();
      stage.world.failJournal("");
      stage.startRollback("otto", ON_CALL);

      assertThat(stage.rollbackResult().state()).isEqualTo(RollbackView.State.DONE);
      assertThat(stage.result().state()).isEqualTo(WaveState.ROLLED_BACK);
    }
  }

  @Test
  void itsLastRowSaysHowItEnded() throws Exception {
    try (Stage stage = Stage.atGo()) {
      stage.startRollback("otto", ON_CALL);
      stage.awaitState(WaveState.ROLLED_BACK);

      assertThat(stage.rollbackResult().state()).isEqualTo(RollbackView.State.DONE);
      assertThat(stage.world.told(Rollback.ENDED)).containsExactly("{\"state\":\"DONE\"}");
    }
  }

  @Test
  void onceCompleteHasBegunTheRefusalShowsAndTheWaveGoesOn() throws Exception {
    try (Stage stage = Stage.atGo()) {
      stage.world.fail("unfreeze payments", Failures.REFUSED);
      stage.approveGo();
      stage.awaitRound("retire-source", 1);
      stage.approveRetire();
      stage.awaitState(WaveState.NEEDS_OPERATOR);
      stage.startRollback("otto", ON_CALL);
      WaveView refused = awaitRollback(stage, RollbackView.State.REFUSED);
      assertThat(refused.state()).isEqualTo(WaveState.NEEDS_OPERATOR);
      assertThat(rollbackOf(refused).reason()).contains("complete has begun");
      stage.pass(Duration.ofSeconds(61));
      stage.world.awaitKind("rollback-refused"); // the clock stands: a parked wave would time out
      stage.world.mend("unfreeze payments");
      stage.say("otto", ON_CALL, StepTest.directive("payments", "freeze", Order.RETRY));

      WaveView end = stage.result();
      assertThat(end.state()).isEqualTo(WaveState.COMPLETED);
      assertThat(end.rollback()).isEqualTo(refused.rollback());
      assertThat(stage.rollbackResult()).isEqualTo(refused.rollback());
    }
  }

  @Test
  void isRefusedOnceTheWaveIsComplete() throws Exception {
    try (Stage stage = Stage.atGo()) {
      assertThat(FullWaveTest.runThrough(stage).state()).isEqualTo(WaveState.COMPLETED);
      stage.startRollback("otto", ON_CALL);

      RollbackView refused = stage.rollbackResult();
      assertThat(refused.state()).isEqualTo(RollbackView.State.REFUSED);
      assertThat(refused.reason()).contains("COMPLETED");
      WaveView shown = awaitRollback(stage, RollbackView.State.REFUSED);
      assertThat(shown.state()).isEqualTo(WaveState.COMPLETED);
      assertThat(stage.world.count("startSource payments")).isZero();
    }
  }

  @Test
  void aWaveThatWentAwayWhileCompletingIsFinishedAndNotUndone() throws Exception {
    try (Stage stage = Stage.atGo()) {
      stage.world.fail("unfreeze payments", Failures.REFUSED);
      stage.approveGo();
      stage.awaitRound("retire-source", 1);
      stage.approveRetire();
      stage.awaitState(WaveState.NEEDS_OPERATOR);
      stage.terminate();
      stage.world.mend("unfreeze payments");
      stage.startRollback("otto", ON_CALL);

      assertThat(stage.rollbackResult().state()).isEqualTo(RollbackView.State.REFUSED);
      WaveView end = awaitRollback(stage, RollbackView.State.REFUSED);
      assertThat(end.state()).isEqualTo(WaveState.COMPLETED);
      assertThat(stage.world.deedsOf("payments")).endsWith("unfreeze", "release");
      assertThat(stage.world.count("startSource payments")).isZero();
    }
  }

  @Test
  void aWaveThatDoesNotParkInAMinuteIsRolledBackWithoutIt() throws Exception {
    try (Stage stage = Stage.atGo()) {
      stage.approveGo();
      stage.awaitRound("retire-source", 1);
      stage.world.deafen();
      stage.startRollback("otto", ON_CALL);
      stage.world.awaitDeed("deaf ");
      stage.pass(Duration.ofSeconds(61));
      WaveView end = stage.awaitState(WaveState.ROLLED_BACK);
      stage.world.hear();

      assertThat(stage.world.deedsOf("payments")).endsWith(BACK_FROM_TARGET.toArray(new String[0]));
      assertThat(stage.result()).as("the wave closes with the rollback's view").isEqualTo(end);
    }
  }

  @Test
  void whatTheWaveBeganBeforeItsUnitsWereTakenIsUndoneToo() throws Exception {
    try (Stage stage = Stage.atGo()) {
      stage.world.slipsIn("payments", "switch-consumers");
      rollBack(stage);

      assertThat(stage.world.deedsOf("payments")).endsWith(BACK_FROM_TARGET.toArray(new String[0]));
      assertThat(stage.world.count("stopTarget ledger")).isZero();
    }
  }

  @Test
  void aWaveThatBeganToCompleteBeforeItsUnitsWereTakenIsFinishedAndCloses() throws Exception {
    try (Stage stage = Stage.atGo()) {
      stage.approveGo();
      stage.awaitRound("retire-source", 1);
      stage.world.slipsIn("payments", "complete");
      stage.world.deafen();
      stage.startRollback("otto", ON_CALL);
      stage.world.awaitDeed("deaf ");
      stage.pass(Duration.ofSeconds(61));

      assertThat(stage.rollbackResult().state()).isEqualTo(RollbackView.State.REFUSED);
      stage.world.hear();
      assertThat(stage.result().state()).isEqualTo(WaveState.COMPLETED);
      assertThat(stage.world.count("startSource payments")).isZero();
      assertThat(stage.world.deedsOf("ledger")).endsWith("unfreeze", "release");
    }
  }

  @Test
  void directivesOnBothParkedUnitsRollTheWaveBackOnce() throws Exception {
    try (Stage stage = Stage.atGo()) {
      stage.world.fail("awaitFirstCommits payments", Failures.REFUSED);
      stage.world.fail("awaitFirstCommits ledger", Failures.REFUSED);
      stage.approveGo();
      stage.world.awaitView(
          "both parked",
          view ->
              Stage.unit(view, "payments").state() == WaveState.NEEDS_OPERATOR
                  && Stage.unit(view, "ledger").state() == WaveState.NEEDS_OPERATOR);
      stage.say(
          "otto", ON_CALL, StepTest.directive("payments", "switch-consumers", Order.ROLLBACK));
      stage.say("otto", ON_CALL, StepTest.directive("ledger", "switch-consumers", Order.ROLLBACK));

      assertThat(stage.result().state()).isEqualTo(WaveState.ROLLED_BACK);
      assertThat(stage.world.count("startSource payments")).isEqualTo(1);
      assertThat(stage.world.count("startSource ledger")).isEqualTo(1);
    }
  }

  @Test
  void aRequestLeavesAReceipt() throws Exception {
    try (Stage stage = Stage.atGo()) {
      String asked = stage.startRollback("otto", ON_CALL);
      Receipt receipt = stage.world.awaitReceipt(asked);

      assertThat(receipt.outcome()).isEqualTo("ACCEPTED");
      assertThat(stage.result().state()).isEqualTo(WaveState.ROLLED_BACK);
    }
  }

  /** Both units stand at a deed that fails for now. */
  private static void standAt(Stage stage, String deed) {
    stage.world.fail(deed + " payments", null);
    stage.world.fail(deed + " ledger", null);
    stage.approveGo();
    stage.world.awaitDeed(deed + " payments");
    stage.world.awaitDeed(deed + " ledger");
  }

  private static RollbackView rollbackOf(WaveView view) {
    return Objects.requireNonNull(view.rollback());
  }

  private static WaveView awaitRollback(Stage stage, RollbackView.State state) {
    return stage.world.awaitView(
        "a rollback " + state, view -> view.rollback() != null && view.rollback().state() == state);
  }

  private static WaveView rollBack(Stage stage) throws Exception {
    stage.startRollback("otto", ON_CALL);
    WaveView end = stage.result();
    assertThat(end.state()).isEqualTo(WaveState.ROLLED_BACK);
    assertThat(stage.rollbackResult().state()).isEqualTo(RollbackView.State.DONE);
    return end;
  }

  /** What was done to payments after the last time of a deed. */
  private static List<String> undone(Stage stage, String after) {
    List<String> deeds = stage.world.deedsOf("payments");
    return deeds.subList(deeds.lastIndexOf(after) + 1, deeds.size());
  }
}
