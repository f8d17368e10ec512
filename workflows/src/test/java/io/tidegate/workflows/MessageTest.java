package io.tidegate.workflows;

import static org.assertj.core.api.Assertions.assertThat;

import io.tidegate.workflows.activity.LedgerActivities.Receipt;
import io.tidegate.workflows.message.MessageBody;
import io.tidegate.workflows.view.WaveState;
import java.util.List;
import org.junit.jupiter.api.Test;

class MessageTest {

  @Test
  void aDecisionThatArrivesTwiceCountsOnceAndLeavesAReceipt() throws Exception {
    try (Stage stage = Stage.atGo()) {
      String id = stage.say("olga", List.of("payments-owners"), stage.approval("go"));
      stage.wave().decide(id);
      assertThat(stage.world.awaitReceipt(id).outcome()).isEqualTo("ACCEPTED");
      stage.wave().decide(id);
      Receipt again = stage.answer("olga", List.of("payments-owners"), stage.approval("go"));

      assertThat(again.outcome()).isEqualTo("SAME");
      assertThat(stage.wave().receipt(id)).isEqualTo(stage.world.receiptOf(id));
      assertThat(stage.gate("go").slots()).filteredOn(slot -> slot.by() != null).hasSize(1);
      assertThat(stage.world.kinds()).filteredOn("decide-settled"::equals).hasSize(2);
    }
  }

  @Test
  void aForgedIdHasNoEffectAndIsAudited() throws Exception {
    try (Stage stage = Stage.atGo()) {
      stage.wave().decide("forged");
      stage.wave().requestRollback("forged-too");
      Receipt genuine = stage.answer("olga", List.of("payments-owners"), stage.approval("go"));

      assertThat(genuine.outcome()).isEqualTo("ACCEPTED");
      assertThat(stage.world.refusedIds()).containsExactly("forged", "forged-too");
      assertThat(stage.wave().view().state()).isEqualTo(WaveState.AT_GATE);
      Receipt unknown = stage.wave().receipt("forged");
      assertThat(unknown).extracting(Receipt::outcome).isEqualTo("UNKNOWN");
    }
  }

  @Test
  void whatDoesNotReadIsAnsweredAndHarmsNothing() throws Exception {
    try (Stage stage = Stage.atGo()) {
      for (String body :
          List.of("", "null", "{}", "[]", "{\"gate\":\"go\",\"decision\":{\"round\":1}}")) {
        stage.world.message(
            "odd" + body, MessageBody.Decision.KIND, "olga", body, List.of("payments-owners"));
        stage.wave().decide("odd" + body);
        assertThat(stage.world.awaitReceipt("odd" + body).outcome()).as(body).isEqualTo("REFUSED");
      }
      stage.world.message("kind", "DANCE", "olga", "{}", List.of());
      stage.wave().hold("kind");
      assertThat(stage.world.awaitReceipt("kind").outcome()).isEqualTo("REFUSED");
      stage.wave().hold("x".repeat(10_000));

      assertThat(FullWaveTest.runThrough(stage).state()).isEqualTo(WaveState.COMPLETED);
    }
  }

  @Test
  void holdsAtAGateUntilItIsResumed() throws Exception {
    try (Stage stage = Stage.atGo()) {
      Receipt held = stage.answer("otto", List.of("on-call"), new MessageBody.Hold("storm"));
      assertThat(held.outcome()).isEqualTo("ACCEPTED");
      assertThat(stage.awaitState(WaveState.HELD).reason()).contains("storm");
      stage.approveGo();
      stage.world.awaitView(
          "all slots filled",
          view -> view.gates().get(0).slots().stream().allMatch(slot -> slot.by() != null));
      assertThat(stage.world.count("recheck payments")).isZero();

      stage.resume();
      stage.awaitRound("retire-source", 1);
      assertThat(stage.gate("go").round()).isEqualTo(1);
    }
  }

  @Test
  void onlyOnCallAndReleaseManagersHold() throws Exception {
    try (Stage stage = Stage.atGo()) {
      Receipt said = stage.answer("olga", List.of("payments-owners"), new MessageBody.Hold("no"));

      assertThat(said.outcome()).isEqualTo("NOT_ELIGIBLE");
      assertThat(stage.wave().view().state()).isEqualTo(WaveState.AT_GATE);
    }
  }

  @Test
  void whatWasSaidBeforeTheFirstStepIsNotLost() throws Exception {
    try (Stage stage = new Stage()) {
      stage.world.fail("inventory ", null);
      stage.start();
      stage.answer("otto", List.of("on-call"), new MessageBody.Hold("not yet"));
      stage.world.mend("inventory ");

      stage.awaitState(WaveState.HELD);
      assertThat(stage.world.count("freeze payments")).isZero();
    }
  }
}
