package io.tidegate.workflows;

import static org.assertj.core.api.Assertions.assertThat;

import io.tidegate.parity.Light;
import io.tidegate.runbooks.Notice;
import io.tidegate.runbooks.Notice.Event;
import io.tidegate.runbooks.Trigger;
import io.tidegate.workflows.activity.Failures;
import io.tidegate.workflows.activity.WatchActivities;
import io.tidegate.workflows.activity.WatchActivities.Fired;
import io.tidegate.workflows.message.MessageBody;
import io.tidegate.workflows.view.WaveState;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;

class NoticeTest {
  private static final String HOOK = "http://chat/hook";
  private static final Notice ALL = new Notice(List.of(Event.values()), HOOK);

  @Test
  void aGateThatOpensSaysWhomItAsksAndUntilWhen() throws Exception {
    try (Stage stage = Stage.of(Samples.telling(ALL))) {
      stage.awaitRound("go", 1);
      WatchActivities.Notice told = stage.world.awaitNotice("gate-opened");

      assertThat(told.gate()).isEqualTo("go");
      assertThat(told.reason()).contains("waits for payments-owners");
      assertThat(told.until()).isEqualTo(stage.gate("go").expiresAt());
    }
  }

  @Test
  void aGateThatIsAboutToExpireIsToldOnce() throws Exception {
    try (Stage stage = Stage.of(Samples.telling(ALL))) {
      stage.awaitRound("go", 1);
      stage.pass(Duration.ofHours(2));
      assertThat(stage.world.told()).containsExactly("gate-opened " + HOOK);
      stage.pass(Duration.ofMinutes(90));
      stage.world.awaitNotice("gate-expiring");
      stage.pass(Duration.ofHours(1));
      stage.world.awaitNotice("held");

      assertThat(stage.world.told())
          .containsExactly("gate-opened " + HOOK, "gate-expiring " + HOOK, "held " + HOOK);
    }
  }

  @Test
  void aHoldAndItsReasonAreTold() throws Exception {
    try (Stage stage = Stage.of(Samples.telling(ALL))) {
      stage.awaitRound("go", 1);
      stage.answer("otto", List.of("on-call"), new MessageBody.Hold("storm"));

      assertThat(stage.world.awaitNotice("held").reason()).contains("otto").contains("storm");
    }
  }

  @Test
  void aParkedStepIsTold() throws Exception {
    try (Stage stage = Stage.of(Samples.telling(ALL))) {
      stage.awaitRound("go", 1);
      stage.world.fail("awaitFirstCommits payments", Failures.REFUSED);
      stage.approveGo();

      WatchActivities.Notice told = stage.world.awaitNotice("needs-operator");
      assertThat(told.call().unit()).isEqualTo("payments");
      assertThat(told.reason()).contains("switch-consumers").contains("said no");
    }
  }

  @Test
  void whoSwitchesByHandIsToldAtOnceWhatToDo() throws Exception {
    Notice needs = new Notice(List.of(Event.NEEDS_OPERATOR), HOOK);
    try (Stage stage = Stage.of(Samples.byHand(needs))) {
      stage.awaitRound("go", 1);
      stage.approveGo();
      stage.awaitRound("retire-source", 1);

      assertThat(stage.world.awaitReasons("needs-operator", 2))
          .containsExactly(
              "stop-source of unit payments is done by hand: scale the deployment",
              "start-target of unit payments is done by hand: scale the deployment");
    }
  }

  @Test
  void whileAPersonIsWaitedForTheWaveSaysSoAndNoLonger() throws Exception {
    Notice needs = new Notice(List.of(Event.NEEDS_OPERATOR), HOOK);
    try (Stage stage = Stage.of(Samples.byHand(needs))) {
      stage.awaitRound("go", 1);
      stage.world.fail("awaitSourceEmpty payments", null);
      stage.world.fail("stopSource payments", null);
      stage.approveGo();
      stage.world.awaitView(
          "what to do by hand",
          view ->
              view.reason()
                  .equals("stop-source of unit payments is done by hand: scale the deployment"));
      stage.world.mend("stopSource payments");
      stage.world.awaitKind("by-hand-over");
      assertThat(stage.wave().view().reason()).doesNotContain("by hand");
      stage.world.mend("awaitSourceEmpty payments");
      stage.awaitRound("retire-source", 1);
    }
  }

  @Test
  void theEndIsToldToThoseWhoAskedForIt() throws Exception {
    Notice ends = new Notice(List.of(Event.CLOSED), "http://pager/hook");
    try (Stage stage = Stage.of(Samples.telling(ends))) {
      stage.awaitRound("go", 1);
      assertThat(FullWaveTest.runThrough(stage).state()).isEqualTo(WaveState.COMPLETED);

      assertThat(stage.world.told()).containsExactly("closed http://pager/hook");
      assertThat(stage.world.awaitNotice("closed").reason()).startsWith("COMPLETED");
    }
  }

  @Test
  void nobodyWhoCannotBeToldHoldsUpAWave() throws Exception {
    try (Stage stage = new Stage(Samples.telling(ALL), Workflows.factoryOptions())) {
      stage.world.fail("announce " + HOOK, null);
      stage.start();
      stage.awaitRound("go", 1);

      assertThat(FullWaveTest.runThrough(stage).state()).isEqualTo(WaveState.COMPLETED);
      assertThat(stage.world.told()).isEmpty();
    }
  }

  @Test
  void aNoticeThatNobodyTookIsInTheAudit() throws Exception {
    try (Stage stage = new Stage(Samples.telling(ALL), Workflows.factoryOptions())) {
      stage.world.fail("announce " + HOOK, Failures.REFUSED);
      stage.start();
      stage.awaitRound("go", 1);

      assertThat(FullWaveTest.runThrough(stage).state()).isEqualTo(WaveState.COMPLETED);
      assertThat(stage.world.kinds()).contains("notice-failed");
    }
  }

  @Test
  void aProposedRollbackIsToldAndTheWaveGoesOn() throws Exception {
    Trigger trigger =
        new Trigger(
            Trigger.When.TARGET_LAG_ABOVE, 50_000L, Duration.ofMinutes(5), Trigger.Then.PROPOSE);
    WaveInput input = Samples.triggered(trigger);
    WaveInput telling =
        Samples.with(input, r -> Samples.copy(r, r.onUnfit(), r.units(), r.gates(), List.of(ALL)));
    try (Stage stage = Stage.of(telling)) {
      stage.awaitRound("go", 1);
      stage.world.fires("payments", new Fired(0, "lag is 60000", 0));
      stage.approveGo();
      WatchActivities.Notice told = stage.world.awaitNotice("rollback-proposed");
      assertThat(told.reason()).isEqualTo("target-lag-above 50000 for PT5M: lag is 60000");
      stage.awaitRound("retire-source", 1);
      assertThat(Stage.step(stage.wave().view(), "payments", "observe").reason())
          .contains("lag is 60000");
      assertThat(stage.gate("retire-source").light()).isEqualTo(Light.YELLOW);
    }
  }
}
