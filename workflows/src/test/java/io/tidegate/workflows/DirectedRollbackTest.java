package io.tidegate.workflows;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.tidegate.workflows.message.MessageBody.Order;
import io.tidegate.workflows.view.WaveState;
import java.time.Duration;
import org.junit.jupiter.api.Test;

/** A rollback that a directive on a parked step was granted, and a step that is retried at once. */
class DirectedRollbackTest {
  private static final String COUNT = "countStranded payments";

  @Test
  void whatADirectiveWasGrantedIsDoneAlsoWhereTheStepIsRetriedAtOnce() throws Exception {
    try (Stage stage = Stage.of(Samples.withProducers())) {
      String granted = grantedAndRetried(stage);
      assertThat(stage.world.awaitReceipt(granted).outcome()).isEqualTo("ACCEPTED");
      stage.approveRetire();
      stage.awaitReason("complete waits; asked for when complete was to begin: rollback by otto");
      assertThat(stage.world.kinds()).doesNotContain("way-back-closed");
      stage.world.mend(COUNT);

      assertThat(stage.result().state()).isEqualTo(WaveState.ROLLED_BACK);
    }
  }

  @Test
  void ownersAreToldOfADirectiveWhoseRollbackWasEndedAndNothingStartsItAnew() throws Exception {
    try (Stage stage = Stage.of(Samples.withProducers())) {
      var unused = grantedAndRetried(stage);
      stage.terminateRollback();
      stage.world.mend(COUNT);
      stage.approveRetire();
      stage.awaitReason("complete waits; asked for when complete was to begin: rollback by otto");
      stage.pass(Duration.ofMinutes(5));
      stage.awaitRound("retire-source", 2);
      stage.approveRetire();

      assertThat(stage.result().state()).isEqualTo(WaveState.COMPLETED);
      assertThat(stage.world.kinds()).containsSubsequence("complete-waits", "way-back-closed");
      assertThat(stage.world.kinds()).doesNotContain("parked");
    }
  }

  @Test
  void aDirectiveThatWasRefusedAfterAllDoesNotHoldCompleteUp() throws Exception {
    try (Stage stage = Stage.of(Samples.withProducers())) {
      var unused = grantedAndRetried(stage);
      stage.world.unreadOnTarget("payments", 20);
      stage.world.mend(COUNT);
      assertThatThrownBy(stage::rollbackResult).hasStackTraceContaining("20 records");
      stage.world.awaitView("refused", view -> view.rollback() != null);
      stage.approveRetire();

      assertThat(stage.result().state()).isEqualTo(WaveState.COMPLETED);
      assertThat(stage.world.kinds()).doesNotContain("complete-waits");
    }
  }

  /** Its rollback has not counted yet, and the wave stands at its last gate. */
  private static String grantedAndRetried(Stage stage) {
    stage.awaitRound("go", 1);
    stage.world.fail("observeProducers payments", "Refused");
    stage.approveGo();
    stage.awaitState(WaveState.NEEDS_OPERATOR);
    stage.world.fail(COUNT, null);
    String granted =
        stage.say(
            "otto",
            RollbackTest.ON_CALL,
            StepTest.directive("payments", "observe-producers", Order.ROLLBACK));
    stage.world.awaitDeed(COUNT);
    stage.world.mend("observeProducers payments");
    stage.answer(
        "otto",
        RollbackTest.ON_CALL,
        StepTest.directive("payments", "observe-producers", Order.RETRY));
    stage.awaitRound("retire-source", 1);
    return granted;
  }
}
