package io.tidegate.workflows;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.tidegate.runbooks.Step;
import io.tidegate.workflows.activity.Failures;
import io.tidegate.workflows.message.MessageBody.Order;
import io.tidegate.workflows.message.Part;
import io.tidegate.workflows.view.RollbackView;
import io.tidegate.workflows.view.StepView;
import io.tidegate.workflows.view.WaveState;
import io.tidegate.workflows.view.WaveView;
import java.util.List;
import java.util.Objects;
import org.junit.jupiter.api.Test;

/** Some units of a wave go back, the others go on. */
class PartialRollbackTest {
  private static final List<String> ON_CALL = RollbackTest.ON_CALL;
  private static final Part PAYMENTS = new Part(1, List.of("payments"));
  private static final Part LEDGER = new Part(2, List.of("ledger"));

  @Test
  void theCallerOfAUnitTakesItBackAndTheOtherCompletes() throws Exception {
    try (Stage stage = Stage.atGo()) {
      stage.approveGo();
      stage.awaitRound("retire-source", 1);
      stage.startRollback("olga", List.of("payments-oncall"), PAYMENTS);

      RollbackView done = stage.rollbackResult(stage.rollback(PAYMENTS));
      assertThat(done.state()).isEqualTo(RollbackView.State.DONE);
      assertThat(done.units()).containsExactly("payments");
      assertThat(done.replayBound()).isEqualTo("3");
      WaveView shown = stage.awaitRound("retire-source", 2);
      assertThat(stage.world.deedsOf("payments"))
          .endsWith(RollbackTest.BACK_FROM_TARGET.toArray(new String[0]));
      assertThat(Stage.unit(shown, "ledger").state()).isEqualTo(WaveState.AT_GATE);
      stage.say("lars", List.of("ledger-owners"), stage.approval("retire-source"));
      WaveView end = stage.result();
      assertThat(end.state()).isEqualTo(WaveState.COMPLETED);
      assertThat(Stage.unit(end, "payments").state()).isEqualTo(WaveState.ROLLED_BACK);
      assertThat(Stage.unit(end, "ledger").state()).isEqualTo(WaveState.COMPLETED);
      assertThat(Stage.step(end, "payments", "switch-consumers").state())
          .isEqualTo(StepView.State.UNDONE);
      assertThat(end.rollback()).isEqualTo(done);
      assertThat(stage.world.count("startSource ledger")).isZero();
    }
  }

  @Test
  void atTheGateTheOthersAreAskedAnew() throws Exception {
    try (Stage stage = Stage.atGo()) {
      stage.startRollback("otto", ON_CALL, PAYMENTS);
      stage.awaitRound("go", 2);
      assertThat(stage.rollbackResult(stage.rollback(PAYMENTS)).state())
          .isEqualTo(RollbackView.State.DONE);
      assertThat(stage.world.deedsOf("payments")).endsWith("unfreeze", "release");
      stage.say("lars", List.of("ledger-owners"), stage.approval("go"));
      stage.say("mia", List.of("release-manager"), stage.approval("go"));
      stage.awaitRound("retire-source", 1);
      stage.say("lars", List.of("ledger-owners"), stage.approval("retire-source"));

      assertThat(stage.result().state()).isEqualTo(WaveState.COMPLETED);
      assertThat(stage.world.count("stopSource payments")).isZero();
    }
  }

  @Test
  void inTheMiddleOfASwitchTheOtherSwitchGoesOn() throws Exception {
    try (Stage stage = Stage.atGo()) {
      stage.world.fail("seed payments", null);
      stage.approveGo();
      stage.world.awaitDeed("seed payments");
      stage.startRollback("otto", ON_CALL, PAYMENTS);
      assertThat(stage.rollbackResult(stage.rollback(PAYMENTS)).state())
          .isEqualTo(RollbackView.State.DONE);

      assertThat(stage.world.deedsOf("payments"))
          .endsWith(
              "unfenceSource",
              "startSource",
              "restoreTarget",
              "resumeGroupSync",
              "unfreeze",
              "release");
      WaveView asked = stage.awaitRound("retire-source", 1);
      assertThat(Stage.step(asked, "ledger", "switch-consumers").state())
          .isEqualTo(StepView.State.DONE);
    }
  }

  @Test
  void oneAfterTheOtherTheWaveIsRolledBack() throws Exception {
    try (Stage stage = Stage.atGo()) {
      stage.approveGo();
      stage.awaitRound("retire-source", 1);
      stage.startRollback("otto", ON_CALL, PAYMENTS);
      stage.awaitRound("retire-source", 2);
      stage.startRollback("otto", ON_CALL, LEDGER);

      WaveView end = stage.result();
      assertThat(end.state()).isEqualTo(WaveState.ROLLED_BACK);
      assertThat(end.units()).allMatch(unit -> unit.state() == WaveState.ROLLED_BACK);
      assertThat(stage.world.count("startSource payments")).isEqualTo(1);
      assertThat(stage.world.count("startSource ledger")).isEqualTo(1);
    }
  }

  @Test
  void anUndoThatFailsShowsInTheWaveAndRetryGoesToItsRollback() throws Exception {
    try (Stage stage = Stage.atGo()) {
      stage.approveGo();
      stage.awaitRound("retire-source", 1);
      stage.world.fail("startSource payments", Failures.REFUSED);
      stage.startRollback("otto", ON_CALL, PAYMENTS);
      WaveView parked =
          stage.world.awaitView(
              "a parked undo",
              view -> Stage.unit(view, "payments").state() == WaveState.NEEDS_OPERATOR);
      assertThat(Objects.requireNonNull(parked.rollback()).state())
          .isEqualTo(RollbackView.State.NEEDS_OPERATOR);
      assertThat(Stage.step(parked, "payments", "quiesce").state())
          .isEqualTo(StepView.State.PARKED);
      stage.world.mend("startSource payments");
      String retry =
          stage.write(
              "otto", ON_CALL, StepTest.directive("payments", Step.QUIESCE.word(), Order.RETRY));
      stage.rollback(PAYMENTS).direct(retry);

      assertThat(stage.world.awaitReceipt(retry).outcome()).isEqualTo("ACCEPTED");
      assertThat(stage.rollbackResult(stage.rollback(PAYMENTS)).state())
          .isEqualTo(RollbackView.State.DONE);
      stage.world.awaitView(
          "payments back", view -> Stage.unit(view, "payments").state() == WaveState.ROLLED_BACK);
    }
  }

  @Test
  void theRollbackOfTheWholeWaveLeavesItThatUnitAndWaitsForIt() throws Exception {
    try (Stage stage = Stage.atGo()) {
      stage.approveGo();
      stage.awaitRound("retire-source", 1);
      stage.world.fail("startSource payments", Failures.REFUSED);
      stage.startRollback("otto", ON_CALL, PAYMENTS);
      stage.world.awaitView(
          "a parked undo",
          view -> Stage.unit(view, "payments").state() == WaveState.NEEDS_OPERATOR);
      stage.startRollback("otto", ON_CALL);
      stage.world.awaitView(
          "ledger back", view -> Stage.unit(view, "ledger").state() == WaveState.ROLLED_BACK);
      stage.world.mend("startSource payments");
      stage.pass(java.time.Duration.ofMinutes(3));

      WaveView end = stage.result();
      assertThat(end.state()).isEqualTo(WaveState.ROLLED_BACK);
      assertThat(Stage.unit(end, "payments").state()).isEqualTo(WaveState.ROLLED_BACK);
      assertThat(stage.world.count("stopTarget payments")).as("nobody undoes it twice").isOne();
    }
  }

  @Test
  void worksFromTheLedgerWhenTheWaveIsGoneAndShowsItself() throws Exception {
    try (Stage stage = Stage.atGo()) {
      stage.approveGo();
      stage.awaitRound("retire-source", 1);
      stage.terminate();
      stage.startRollback("otto", ON_CALL, PAYMENTS);
      assertThat(stage.rollbackResult(stage.rollback(PAYMENTS)).state())
          .isEqualTo(RollbackView.State.DONE);
      WaveView half =
          stage.world.awaitView(
              "payments back",
              view -> Stage.unit(view, "payments").state() == WaveState.ROLLED_BACK);
      assertThat(Stage.unit(half, "ledger").state()).isEqualTo(WaveState.AT_GATE);
      stage.startRollback("otto", ON_CALL, LEDGER);

      stage.awaitState(WaveState.ROLLED_BACK);
    }
  }

  @Test
  void startedAnewAfterATerminateItEndsAndTheWaveGoesOn() throws Exception {
    try (Stage stage = Stage.atGo()) {
      stage.approveGo();
      stage.awaitRound("retire-source", 1);
      stage.world.fail("startSource payments", Failures.REFUSED);
      stage.startRollback("otto", ON_CALL, PAYMENTS);
      stage.world.awaitView(
          "a parked undo",
          view -> Stage.unit(view, "payments").state() == WaveState.NEEDS_OPERATOR);
      stage.terminate(stage.rollback(PAYMENTS));
      stage.world.mend("startSource payments");
      stage.startRollback("otto", ON_CALL, PAYMENTS);

      WaveView shown =
          stage.world.awaitView(
              "payments back",
              view -> Stage.unit(view, "payments").state() == WaveState.ROLLED_BACK);
      assertThat(Stage.unit(shown, "ledger").state()).isEqualTo(WaveState.AT_GATE);
    }
  }

  @Test
  void whoCallsForAnotherUnitIsRefused() throws Exception {
    try (Stage stage = Stage.atGo()) {
      String asked = stage.startRollback("lars", List.of("ledger-oncall"), PAYMENTS);

      assertThatThrownBy(() -> stage.rollbackResult(stage.rollback(PAYMENTS)))
          .hasStackTraceContaining("rollback caller of every unit");
      assertThat(stage.world.awaitReceipt(asked).outcome()).isEqualTo("NOT_ELIGIBLE");
    }
  }

  @Test
  void aPartThatAnotherTakesBackIsRefused() throws Exception {
    try (Stage stage = Stage.atGo()) {
      stage.startRollback("otto", ON_CALL, PAYMENTS);
      assertThat(stage.rollbackResult(stage.rollback(PAYMENTS)).state())
          .isEqualTo(RollbackView.State.DONE);
      Part again = new Part(2, List.of("payments"));
      stage.startRollback("otto", ON_CALL, again);

      RollbackView refused = stage.rollbackResult(stage.rollback(again));
      assertThat(refused.state()).isEqualTo(RollbackView.State.REFUSED);
      assertThat(refused.reason()).contains("rollback 1 takes units [payments] back already");
      assertThat(stage.world.count("unfreeze payments")).isOne();
    }
  }

  @Test
  void aUnitWhoseRollbackGoesNoFurtherIsWaitedForUntilALaterOneBringsItBack() throws Exception {
    try (Stage stage = Stage.of(Samples.withProducers())) {
      stage.awaitRound("go", 1);
      stage.approveGo();
      stage.awaitRound("retire-source", 1);
      stage.world.unreadAfterDrain("payments", 3);
      stage.startRollback("otto", ON_CALL, PAYMENTS);
      assertThatThrownBy(() -> stage.rollbackResult(stage.rollback(PAYMENTS)))
          .hasStackTraceContaining("3 records");
      WaveView stands =
          stage.world.awaitView(
              "a unit that needs a person",
              view -> Stage.unit(view, "payments").state() == WaveState.NEEDS_OPERATOR);
      assertThat(stands.state()).isEqualTo(WaveState.NEEDS_OPERATOR);
      assertThat(stands.reason())
          .contains("the rollback goes no further")
          .contains("payments-0: 3");
      stage.pass(java.time.Duration.ofMinutes(5));
      assertThat(stage.gate("retire-source").round()).as("nobody is asked meanwhile").isEqualTo(1);

      Part again = new Part(2, List.of("payments"));
      stage.startRollback("otto", ON_CALL, again, "3");
      assertThat(stage.rollbackResult(stage.rollback(again)).state())
          .isEqualTo(RollbackView.State.DONE);
      stage.awaitRound("retire-source", 2);
      stage.say("lars", List.of("ledger-owners"), stage.approval("retire-source"));
      WaveView end = stage.result();
      assertThat(end.state()).isEqualTo(WaveState.COMPLETED);
      assertThat(Stage.unit(end, "payments").state()).isEqualTo(WaveState.ROLLED_BACK);
    }
  }

  @Test
  void aRequestForOtherUnitsThanItsRowIsRefused() throws Exception {
    try (Stage stage = Stage.atGo()) {
      String id =
          stage.write(
              "otto",
              ON_CALL,
              new io.tidegate.workflows.message.MessageBody.Rollback("late", null, PAYMENTS));
      stage.startRollbackOn(id, Samples.input().runbook(), Samples.input().digest(), LEDGER);

      assertThatThrownBy(() -> stage.rollbackResult(stage.rollback(LEDGER)))
          .hasStackTraceContaining("this rollback was started for units [ledger]");
    }
  }
}
