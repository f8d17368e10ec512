package io.tidegate.workflows;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.tidegate.runbooks.Step;
import io.tidegate.workflows.activity.Failures;
import io.tidegate.workflows.activity.LedgerActivities.Receipt;
import io.tidegate.workflows.message.MessageBody.Order;
import io.tidegate.workflows.view.GateView;
import io.tidegate.workflows.view.RollbackView;
import io.tidegate.workflows.view.StepView;
import io.tidegate.workflows.view.WaveState;
import io.tidegate.workflows.view.WaveView;
import java.util.List;
import org.junit.jupiter.api.Test;

/**
 * After the consumers have soaked, the producers move: a step, a pause and a way back of their own.
 */
class ProducersTest {
  private static final List<String> FORWARD =
      List.of(
          "stopProducers",
          "fenceProducers",
          "awaitDrained",
          "proveTail",
          "stopTopics",
          "startProducers",
          "awaitProducing",
          "observeProducers");
  private static final String[] BACK = {
    "requireSourceQuiet",
    "stopTargetProducers",
    "drainTarget",
    "stopTarget",
    "mapBack",
    "unfenceProducers",
    "startSourceProducers",
    "unfenceSource",
    "startSource",
    "startTopics",
    "resumeGroupSync",
    "unfreeze",
    "release"
  };

  @Test
  void theyMoveAfterTheConsumersWereObservedAndAreObservedThemselves() throws Exception {
    try (Stage stage = atRetire()) {
      assertThat(stage.world.deedsOf("payments"))
          .containsSubsequence("observe", "stopProducers", "observeProducers")
          .containsSubsequence(FORWARD);
      stage.approveRetire();
      WaveView end = stage.result();

      assertThat(end.state()).isEqualTo(WaveState.COMPLETED);
      assertThat(Stage.step(end, "ledger", "switch-producers").state())
          .isEqualTo(StepView.State.DONE);
      assertThat(stage.world.deedsOf("ledger"))
          .endsWith("unfenceProducers", "unfenceSource", "resumeGroupSync", "unfreeze", "release");
      assertThat(stage.world.journalled("ledger"))
          .containsExactly(
              "freeze",
              "quiesce",
              "seed",
              "switch-consumers",
              "switch-producers",
              "producers-started",
              "complete");
    }
  }

  @Test
  void aGateBeforeThemIsAboutWhatWasObserved() throws Exception {
    WaveInput asked = Samples.alsoAsked("producers", Step.SWITCH_PRODUCERS, "unit-owner");
    WaveInput input =
        Samples.with(
            Samples.withProducers(),
            r -> Samples.copy(r, r.onUnfit(), r.units(), asked.runbook().gates(), r.notices()));
    try (Stage stage = Stage.of(input)) {
      stage.awaitRound("go", 1);
      stage.approveGo();
      stage.awaitRound("producers", 1);
      assertThat(stage.world.count("stopProducers payments")).isZero();
      stage.approve("producers");
      stage.awaitRound("retire-source", 1);
      assertThat(stage.world.count("observeProducers payments")).isEqualTo(1);
    }
  }

  @Test
  void aGateBeforeThemIsNotOpenedWhereNobodyHasAny() throws Exception {
    try (Stage stage =
        Stage.of(Samples.alsoAsked("producers", Step.SWITCH_PRODUCERS, "unit-owner"))) {
      stage.awaitRound("go", 1);
      stage.approveGo();
      stage.awaitRound("retire-source", 1);

      assertThat(stage.gate("producers").state()).isEqualTo(GateView.State.NOT_OPEN);
    }
  }

  @Test
  void theirOwnBudgetTakesThemBackAndLeavesTheConsumersWhereTheyAre() throws Exception {
    try (Stage stage = Stage.of(Samples.withProducers())) {
      stage.awaitRound("go", 1);
      stage.world.fail("awaitDrained payments", null);
      stage.approveGo();
      stage.world.awaitDeed("awaitDrained payments");
      stage.pass(Samples.PRODUCERS_PAUSE.plusSeconds(30));

      WaveView held = stage.awaitState(WaveState.HELD);
      assertThat(held.reason()).contains("producers of unit payments").contains("pause budget");
      assertThat(stage.world.deedsOf("payments"))
          .endsWith(
              "stopTargetProducers", "unfenceProducers", "startSourceProducers", "startTopics");
      assertThat(stage.world.count("startSource payments")).isZero();
      assertThat(stage.world.journalled("payments"))
          .endsWith("switch-producers", "producers-go-back", "producers-back");
      stage.world.mend("awaitDrained payments");
      stage.resume();
      stage.awaitRound("retire-source", 1);
      assertThat(stage.world.count("stopProducers payments")).isEqualTo(2);
      assertThat(stage.world.count("stopSource payments")).isEqualTo(1);
    }
  }

  @Test
  void aRollbackStopsThemFirstAndStartsThemBeforeTheConsumers() throws Exception {
    try (Stage stage = atRetire()) {
      stage.startRollback("otto", RollbackTest.ON_CALL);

      WaveView end = stage.result();
      assertThat(end.state()).isEqualTo(WaveState.ROLLED_BACK);
      assertThat(stage.world.deedsOf("payments")).endsWith(BACK);
      assertThat(stage.rollbackResult().stranded()).isEqualTo("10");
      assertThat(stage.rollbackResult().strandedUnread()).isEqualTo("0");
    }
  }

  @Test
  void moreUnreadThanIsAcceptedRefusesItBeforeItsFirstEffectAndTheWaveGoesOn() throws Exception {
    try (Stage stage = atRetire()) {
      stage.world.unreadOnTarget("payments", 20);
      String asked = stage.startRollback("otto", RollbackTest.ON_CALL, "19");
      Receipt receipt = stage.world.awaitReceipt(asked);
      assertThat(receipt.outcome()).isEqualTo("STRANDED");
      assertThat(receipt.reason()).contains("20 records").contains("payments-0: 20");
      assertThatThrownBy(stage::rollbackResult).hasStackTraceContaining("20 records");
      WaveView shown =
          stage.world.awaitView(
              "a refused rollback",
              view ->
                  view.rollback() != null && view.rollback().state() == RollbackView.State.REFUSED);
      assertThat(shown.state()).isEqualTo(WaveState.AT_GATE);
      assertThat(stage.world.count("stopTargetProducers payments")).isZero();

      stage.world.unreadAfterDrain("payments", 20);
      stage.startRollback("otto", RollbackTest.ON_CALL, "20");
      assertThat(stage.result().state()).isEqualTo(WaveState.ROLLED_BACK);
      assertThat(stage.rollbackResult().strandedUnread()).isEqualTo("20");
    }
  }

  @Test
  void whatConsumersDoNotReadOnceTheProducersHaveStoppedStartsThoseAgain() throws Exception {
    try (Stage stage = atRetire()) {
      stage.world.unreadAfterDrain("payments", 3);
      stage.startRollback("otto", RollbackTest.ON_CALL);
      assertThatThrownBy(stage::rollbackResult).hasStackTraceContaining("3 records");
      WaveView shown =
          stage.world.awaitView(
              "a rollback that goes no further",
              view ->
                  view.rollback() != null && view.rollback().state() == RollbackView.State.REFUSED);

      assertThat(shown.state()).isEqualTo(WaveState.NEEDS_OPERATOR);
      assertThat(shown.reason())
          .contains("payments-0: 3")
          .contains("the producers write as before");
      assertThat(shown.units()).allMatch(unit -> unit.state() == WaveState.NEEDS_OPERATOR);
      for (String unit : List.of("payments", "ledger")) {
        assertThat(stage.world.deedsOf(unit)).endsWith("drainTarget", "startTargetProducers");
      }
      stage.startRollback("otto", RollbackTest.ON_CALL, "3");
      assertThat(stage.result().state()).isEqualTo(WaveState.ROLLED_BACK);
      assertThat(stage.rollbackResult().strandedUnread()).isEqualTo("3");
      assertThat(stage.world.deedsOf("payments")).endsWith(BACK);
    }
  }

  @Test
  void askedForAgainItDoesEverythingAnewAndIsRefusedBeforeItWhereItAcceptsTooLittle()
      throws Exception {
    try (Stage stage = atRetire()) {
      stage.world.unreadAfterDrain("payments", 3);
      stage.startRollback("otto", RollbackTest.ON_CALL);
      assertThatThrownBy(stage::rollbackResult).hasStackTraceContaining("3 records");
      stage.world.unreadOnTarget("payments", 3);
      String tooFew = stage.startRollback("otto", RollbackTest.ON_CALL, "2");
      assertThat(stage.world.awaitReceipt(tooFew).outcome()).isEqualTo("STRANDED");
      assertThatThrownBy(stage::rollbackResult).hasStackTraceContaining("2 are accepted");
      assertThat(stage.world.count("stopTargetProducers payments")).isOne();

      stage.startRollback("otto", RollbackTest.ON_CALL, "3");
      assertThat(stage.result().state()).isEqualTo(WaveState.ROLLED_BACK);
      for (String unit : List.of("payments", "ledger")) {
        assertThat(stage.world.deedsOf(unit))
            .filteredOn(deed -> deed.endsWith("TargetProducers"))
            .containsExactly("stopTargetProducers", "startTargetProducers", "stopTargetProducers");
      }
    }
  }

  @Test
  void startedAnewAfterATerminateItRepeatsNothing() throws Exception {
    try (Stage stage = atRetire()) {
      stage.world.fail("startSource payments", Failures.REFUSED);
      stage.startRollback("otto", RollbackTest.ON_CALL);
      stage.awaitState(WaveState.ROLLING_BACK);
      stage.world.awaitDeed("startSource payments");
      stage.terminateRollback();
      stage.world.mend("startSource payments");
      stage.startRollback("otto", RollbackTest.ON_CALL);

      assertThat(stage.result().state()).isEqualTo(WaveState.ROLLED_BACK);
      assertThat(stage.world.count("stopTargetProducers payments")).isOne();
      assertThat(stage.world.count("startSourceProducers payments")).isOne();
    }
  }

  @Test
  void thoseThatWereTakenBackBeforeAreNotStartedOnTheTarget() throws Exception {
    try (Stage stage = Stage.of(Samples.withProducers())) {
      stage.awaitRound("go", 1);
      stage.world.fail("awaitProducing payments", null);
      stage.approveGo();
      stage.world.awaitDeed("awaitProducing payments");
      stage.pass(Samples.PRODUCERS_PAUSE.plusSeconds(30));
      stage.awaitState(WaveState.HELD);
      stage.world.unreadAfterDrain("ledger", 3);
      stage.startRollback("otto", RollbackTest.ON_CALL);
      assertThatThrownBy(stage::rollbackResult).hasStackTraceContaining("3 records");

      assertThat(stage.world.count("startTargetProducers ledger")).isOne();
      assertThat(stage.world.count("startTargetProducers payments"))
          .as("they write on the source")
          .isZero();
    }
  }

  @Test
  void thoseThatItMeetsInTheMiddleOfTheirSwitchGoBackToTheSource() throws Exception {
    try (Stage stage = Stage.of(Samples.withProducers())) {
      stage.awaitRound("go", 1);
      stage.world.fail("awaitDrained payments", null);
      stage.approveGo();
      stage.world.awaitDeed("awaitDrained payments");
      stage.world.awaitDeed("observeProducers ledger");
      stage.world.unreadAfterDrain("ledger", 3);
      stage.startRollback("otto", RollbackTest.ON_CALL);
      assertThatThrownBy(stage::rollbackResult).hasStackTraceContaining("3 records");

      assertThat(stage.world.deedsOf("ledger")).endsWith("startTargetProducers");
      assertThat(stage.world.deedsOf("payments"))
          .doesNotContain("startTargetProducers")
          .endsWith("unfenceProducers", "startSourceProducers", "startTopics");
    }
  }

  @Test
  void whatATargetThatIsAwayCouldNotCountIsNotShownAsNothing() throws Exception {
    try (Stage stage = atRetire()) {
      stage.world.targetGoesAway();
      stage.startRollback("otto", RollbackTest.ON_CALL);

      assertThat(stage.result().state()).isEqualTo(WaveState.ROLLED_BACK);
      assertThat(stage.rollbackResult().strandedUnread()).isNull();
    }
  }

  @Test
  void afterTheirWayBackWhatTheyWroteOnTheTargetCountsStill() throws Exception {
    try (Stage stage = Stage.of(Samples.withProducers())) {
      stage.awaitRound("go", 1);
      stage.world.fail("awaitProducing payments", null);
      stage.approveGo();
      stage.world.awaitDeed("awaitProducing payments");
      stage.pass(Samples.PRODUCERS_PAUSE.plusSeconds(30));
      stage.awaitState(WaveState.HELD);
      stage.world.unreadOnTarget("payments", 7);
      String asked = stage.startRollback("otto", RollbackTest.ON_CALL);

      assertThat(stage.world.awaitReceipt(asked).outcome()).isEqualTo("STRANDED");
    }
  }

  @Test
  void aDirectiveThatWouldLoseRecordsDoesNotParkTheWave() throws Exception {
    try (Stage stage = Stage.of(Samples.withProducers())) {
      stage.awaitRound("go", 1);
      stage.world.fail("observeProducers payments", "Refused");
      stage.world.unreadOnTarget("payments", 20);
      stage.approveGo();
      stage.awaitState(WaveState.NEEDS_OPERATOR);
      stage.answer(
          "otto",
          RollbackTest.ON_CALL,
          StepTest.directive("payments", "observe-producers", Order.ROLLBACK));
      assertThatThrownBy(stage::rollbackResult).hasStackTraceContaining("20 records");
      stage.world.mend("observeProducers payments");
      stage.answer(
          "otto",
          RollbackTest.ON_CALL,
          StepTest.directive("payments", "observe-producers", Order.RETRY));

      stage.awaitRound("retire-source", 1);
    }
  }

  private static Stage atRetire() {
    Stage stage = Stage.of(Samples.withProducers());
    stage.awaitRound("go", 1);
    stage.approveGo();
    stage.awaitRound("retire-source", 1);
    return stage;
  }
}
