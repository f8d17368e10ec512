package io.tidegate.workflows;

import static org.assertj.core.api.Assertions.assertThat;

import io.tidegate.runbooks.Trigger;
import io.tidegate.workflows.activity.WatchActivities.Fired;
import io.tidegate.workflows.view.RollbackView;
import io.tidegate.workflows.view.WaveState;
import io.tidegate.workflows.view.WaveView;
import java.time.Duration;
import org.junit.jupiter.api.Test;

class TriggerTest {
  private static final Trigger ROLLBACK =
      new Trigger(Trigger.When.SOURCE_GROUP_ACTIVE, null, Duration.ZERO, Trigger.Then.ROLLBACK);

  @Test
  void aTriggerThatSaysRollbackBeginsTheOnePathOfEveryRollback() throws Exception {
    try (Stage stage = Stage.of(Samples.triggered(ROLLBACK))) {
      stage.awaitRound("go", 1);
      stage.world.fires("payments", new Fired(0, "group payments-group is active", 0));
      stage.approveGo();

      WaveView end = stage.result();
      assertThat(end.state()).isEqualTo(WaveState.ROLLED_BACK);
      assertThat(stage.rollbackResult().state()).isEqualTo(RollbackView.State.DONE);
      assertThat(stage.rollbackResult().by()).isEqualTo("tidegate");
      assertThat(stage.world.deedsOf("payments"))
          .endsWith(RollbackTest.BACK_FROM_TARGET.toArray(new String[0]));
    }
  }

  @Test
  void whileRecordsWouldBeLostItOnlyProposes() throws Exception {
    try (Stage stage = Stage.of(Samples.triggered(ROLLBACK))) {
      stage.awaitRound("go", 1);
      stage.world.fires("payments", new Fired(0, "group payments-group is active", 20));
      stage.approveGo();
      stage.awaitRound("retire-source", 1);

      assertThat(stage.world.detailOf("rollback-proposed")).contains("would lose 20 records");
      assertThat(stage.world.count("startSource payments")).isZero();
    }
  }

  @Test
  void whatItAskedForAndDidNotGetIsProposed() throws Exception {
    try (Stage stage = Stage.of(Samples.withProducers(Samples.triggered(ROLLBACK)))) {
      stage.awaitRound("go", 1);
      stage.world.firesWithProducers("payments", new Fired(0, "group payments-group is active", 0));
      stage.world.unreadOnTarget("payments", 20);
      stage.approveGo();
      stage.awaitRound("retire-source", 1);
      stage.world.awaitView(
          "a refused rollback",
          view -> view.rollback() != null && view.rollback().state() == RollbackView.State.REFUSED);

      stage.world.awaitKind("rollback-proposed");
      assertThat(stage.world.detailOf("rollback-proposed")).contains("20 records");
    }
  }
}
