package io.tidegate.workflows;

import static org.assertj.core.api.Assertions.assertThat;

import io.temporal.api.enums.v1.EventType;
import io.tidegate.workflows.activity.Failures;
import io.tidegate.workflows.activity.LedgerActivities.Receipt;
import io.tidegate.workflows.message.MessageBody;
import io.tidegate.workflows.message.MessageBody.Directive;
import io.tidegate.workflows.message.MessageBody.Order;
import io.tidegate.workflows.view.StepView;
import io.tidegate.workflows.view.WaveState;
import io.tidegate.workflows.view.WaveView;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;

class StepTest {

  @Test
  void aStepThatFailsIsParkedAndRetryGoesOn() throws Exception {
    try (Stage stage = Stage.atGo()) {
      stage.world.fail("awaitFirstCommits payments", Failures.REFUSED);
      stage.approveGo();
      // a record of the other unit that overtakes this one tells the state of the wave before it
      WaveView parked =
          stage.world.awaitView(
              "payments parked at switch-consumers",
              view ->
                  Stage.step(view, "payments", "switch-consumers").state()
                      == StepView.State.PARKED);
      assertThat(parked.state()).isEqualTo(WaveState.NEEDS_OPERATOR);
      StepView step = Stage.step(parked, "payments", "switch-consumers");
      assertThat(step.reason()).contains("said no");

      stage.world.mend("awaitFirstCommits payments");
      Receipt said =
          stage.answer(
              "mia",
              List.of("release-manager"),
              directive("payments", "switch-consumers", Order.RETRY));
      assertThat(said.outcome()).isEqualTo("ACCEPTED");
      stage.awaitRound("retire-source", 1);
    }
  }

  @Test
  void whatCannotBeReachedIsTriedAsLongAsTimeCanMendItAndThenParked() throws Exception {
    try (Stage stage = new Stage()) {
      stage.world.fail("inventory ", null);
      stage.start();
      stage.world.awaitDeed("inventory ");
      stage.pass(Duration.ofMinutes(6));

      WaveView parked = stage.awaitState(WaveState.NEEDS_OPERATOR);
      assertThat(Stage.step(parked, "payments", "inventory").reason()).contains("cannot reach it");
      stage.world.mend("inventory ");
      stage.answer(
          "mia", List.of("release-manager"), directive("payments", "inventory", Order.RETRY));
      stage.awaitRound("go", 1);
    }
  }

  @Test
  void whatIsProvenCannotBeSkipped() throws Exception {
    try (Stage stage = Stage.atGo()) {
      stage.world.fail("awaitFirstCommits payments", Failures.REFUSED);
      stage.approveGo();
      stage.awaitState(WaveState.NEEDS_OPERATOR);
      MessageBody skip = directive("payments", "switch-consumers", Order.SKIP);

      Receipt said = stage.answer("mia", List.of("release-manager"), skip);
      assertThat(said.outcome()).isEqualTo("INVALID");
      assertThat(said.reason()).contains("would bypass").contains("freeze ACLs");
      assertThat(stage.wave().view().state()).isEqualTo(WaveState.NEEDS_OPERATOR);
    }
  }

  @Test
  void skippedFreezeAclsAreRedUntilTheyAreMended() throws Exception {
    try (Stage stage = new Stage()) {
      stage.world.fail("denyAlter payments", Failures.UNAUTHORIZED);
      stage.start();
      stage.awaitState(WaveState.NEEDS_OPERATOR);
      Receipt said =
          stage.answer(
              "mia", List.of("release-manager"), directive("payments", "freeze", Order.SKIP));
      assertThat(said.outcome()).isEqualTo("ACCEPTED");

      WaveView held = stage.awaitState(WaveState.HELD);
      assertThat(held.reason()).contains("RED").contains("payments");
      assertThat(Stage.unit(held, "payments").scorecard())
          .singleElement()
          .satisfies(
              red -> {
                assertThat(red.dimension()).isEqualTo("governance");
                assertThat(red.findings().get(0).reason())
                    .isEqualTo("skipped by mia: looked at it");
                assertThat(red.findings().get(0).waivable()).isTrue();
              });
      assertThat(held.gates().get(0).round()).isZero();
      stage.world.mend("denyAlter payments");
      stage.resume();
      stage.awaitRound("go", 1);
    }
  }

  @Test
  void theReplicatorsGroupSyncMayBeLeftPausedWhenTheWaveIsDone() throws Exception {
    try (Stage stage = Stage.atGo()) {
      stage.world.fail("resumeGroupSync payments", Failures.REFUSED);
      stage.approveGo();
      stage.awaitRound("retire-source", 1);
      stage.approveRetire();
      stage.awaitState(WaveState.NEEDS_OPERATOR);
      stage.answer(
          "mia", List.of("release-manager"), directive("payments", "complete", Order.SKIP));

      assertThat(stage.result().state()).isEqualTo(WaveState.COMPLETED);
      assertThat(stage.world.detailOf("step-skipped")).contains("mia").contains("looked at it");
    }
  }

  @Test
  void aDirectiveOnAStepThatIsNotParkedIsRefused() throws Exception {
    try (Stage stage = Stage.atGo()) {
      Receipt said =
          stage.answer(
              "mia", List.of("release-manager"), directive("payments", "seed", Order.RETRY));

      assertThat(said.outcome()).isEqualTo("NOT_PARKED");
    }
  }

  @Test
  void findingsOfInventoryRefuseTheWaveBeforeAnythingIsTouched() throws Exception {
    try (Stage stage = new Stage()) {
      stage.world.finds("group payments-group does not exist on legacy");
      stage.start();

      WaveView end = stage.result();
      assertThat(end.state()).isEqualTo(WaveState.REFUSED);
      assertThat(end.reason()).contains("payments-group does not exist");
      assertThat(stage.world.count("freeze payments")).isZero();
    }
  }

  @Test
  void whatIsSaidToAWaveThatHasClosedIsAnsweredSo() throws Exception {
    try (Stage stage = new Stage()) {
      stage.world.fail("inventory ", null);
      stage.start();
      stage.world.awaitDeed("inventory ");
      stage.world.deafen();
      String rollback =
          stage.write("otto", List.of("on-call"), MessageBody.Rollback.whole("too late", null));
      stage.wave().requestRollback(rollback);
      String hold = stage.say("otto", List.of("on-call"), new MessageBody.Hold("too late"));
      stage.world.awaitDeed("deaf ");
      stage.world.finds("group payments-group does not exist on legacy");
      stage.world.mend("inventory ");
      stage.pass(Duration.ofSeconds(20));
      stage.awaitState(WaveState.REFUSED);
      stage.world.hear();

      assertThat(stage.result().state()).isEqualTo(WaveState.REFUSED);
      for (String said : List.of(rollback, hold)) {
        assertThat(stage.world.awaitReceipt(said))
            .isEqualTo(new Receipt(said, "REFUSED", "the wave is closed: REFUSED"));
      }
    }
  }

  @Test
  void aUnitThatAnotherWaveHasLeasedRefusesTheWaveAndGivesTheOthersBack() throws Exception {
    try (Stage stage = new Stage()) {
      stage.world.heldBy("wave-0");
      stage.start();

      WaveView end = stage.result();
      assertThat(end.state()).isEqualTo(WaveState.REFUSED);
      assertThat(end.holder()).isEqualTo("wave-0");
      assertThat(stage.world.deedsOf("payments")).endsWith("unfreeze", "release");
      assertThat(stage.world.deedsOf("ledger")).isEmpty();
    }
  }

  @Test
  void anotherModeIsRefusedByName() throws Exception {
    WaveInput fast = Samples.input("FAST");
    try (Stage stage = new Stage(fast, Workflows.factoryOptions())) {
      stage.start();

      assertThat(stage.result().reason()).contains("FAST").contains("allowed: LIVE");
      assertThat(stage.world.kinds()).containsExactly("refused");
    }
  }

  @Test
  void anAnswerToAnotherCallFailsTheTaskInsteadOfPassingAsOurs() throws Exception {
    try (Stage stage = new Stage()) {
      stage.world.answersWrongly("freeze payments");
      stage.start();
      stage.world.awaitDeed("freeze payments");

      String failure =
          History.of(stage.client(), WaveWorkflow.id(Samples.WAVE))
              .await(EventType.EVENT_TYPE_WORKFLOW_TASK_FAILED)
              .getWorkflowTaskFailedEventAttributes()
              .getFailure()
              .toString();
      assertThat(failure).contains("was answered with the result of another call");
      assertThat(stage.world.count("verify payments")).isZero();
      stage.terminate();
    }
  }

  static Directive directive(String unit, String step, Order order) {
    return new Directive(unit, step, order, "looked at it");
  }
}
