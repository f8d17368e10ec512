package io.tidegate.workflows;

import static org.assertj.core.api.Assertions.assertThat;

import io.tidegate.workflows.activity.Failures;
import io.tidegate.workflows.activity.RehearsalActivities.Timing;
import io.tidegate.workflows.message.MessageBody;
import io.tidegate.workflows.view.GateView;
import io.tidegate.workflows.view.StepView;
import io.tidegate.workflows.view.WaveState;
import io.tidegate.workflows.view.WaveView;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;

class RehearsalTest {
  private static final List<String> WHOLE_WAY =
      List.of(
          "freeze",
          "verify",
          "takePositions",
          "seedShadows",
          "startShadows",
          "readOn:PT0S",
          "mapBackShadows",
          "readOn:PT30M",
          "removeShadows",
          "conclude",
          "release");

  @Test
  void takesEveryUnitThroughItAndRemovesWhatItMade() throws Exception {
    try (Stage stage = Stage.of(Samples.input("REHEARSAL"))) {
      WaveView end = stage.result();

      assertThat(end.state()).isEqualTo(WaveState.COMPLETED);
      assertThat(end.reason())
          .isEqualTo("rehearsed: payments: rehearsal GREEN; ledger: rehearsal GREEN");
      assertThat(stage.world.deedsOf(Samples.PAYMENTS)).isEqualTo(WHOLE_WAY);
      assertThat(stage.world.deedsOf(Samples.LEDGER)).isEqualTo(WHOLE_WAY);
      assertThat(Stage.step(end, Samples.PAYMENTS, "observe").state())
          .isEqualTo(StepView.State.DONE);
    }
  }

  @Test
  void opensNoGateAndTellsWhatEachWouldAsk() throws Exception {
    try (Stage stage = Stage.of(Samples.input("REHEARSAL"))) {
      WaveView end = stage.result();

      assertThat(end.gates()).extracting(GateView::state).containsOnly(GateView.State.NOT_OPEN);
      assertThat(stage.world.kinds()).doesNotContain("gate-opened").contains("would");
    }
  }

  /** A live wave of the same unit leases the unit itself, its group and its producers' topic. */
  @Test
  void leasesOnlyNamesOfItsOwn() throws Exception {
    try (Stage stage = Stage.of(Samples.withProducers(Samples.input("REHEARSAL")))) {
      var unused = stage.result();

      String own = ".tidegate-rehearsal-" + Samples.WAVE;
      assertThat(stage.world.leased(Samples.PAYMENTS))
          .containsExactly("UNIT payments" + own, "GROUP payments-group" + own);
    }
    try (Stage live = Stage.of(Samples.withProducers())) {
      live.awaitRound("go", 1);
      assertThat(live.world.leased(Samples.PAYMENTS))
          .containsExactly("UNIT payments", "GROUP payments-group", "PRODUCERS payments");
    }
  }

  @Test
  void journalsNoStepThatARollbackWouldUndo() throws Exception {
    try (Stage stage = Stage.of(Samples.input("REHEARSAL"))) {
      var unused = stage.result();

      assertThat(stage.world.journalled(Samples.PAYMENTS)).isEmpty();
    }
  }

  @Test
  void keepsWhatWasFoundAndHowLongEachStepTook() throws Exception {
    try (Stage stage = new Stage(Samples.input("REHEARSAL"), Workflows.factoryOptions())) {
      stage.world.observes(Samples.LEDGER, "3 records are not what the source has next");
      stage.start();

      assertThat(stage.result().reason()).contains("ledger: rehearsal RED");
      assertThat(stage.world.concluded(Samples.LEDGER).findings())
          .contains("3 records are not what the source has next");
      assertThat(stage.world.concluded(Samples.PAYMENTS).timings())
          .extracting(Timing::step)
          .containsExactly("freeze", "verify", "quiesce", "seed", "switch-consumers", "observe");
    }
  }

  @Test
  void aWayBackThatIsNotExactIsAFinding() throws Exception {
    try (Stage stage = new Stage(Samples.input("REHEARSAL"), Workflows.factoryOptions())) {
      stage.world.goesBackWith(Samples.LEDGER, "the way back on ledger-0 is not exact");
      stage.start();

      assertThat(stage.result().reason())
          .contains("payments: rehearsal GREEN")
          .contains("ledger: rehearsal RED");
      assertThat(stage.world.concluded(Samples.LEDGER).findings())
          .containsExactly("the way back on ledger-0 is not exact");
    }
  }

  /** Nobody knows its light, so no gate is told to be asked about a GREEN one. */
  @Test
  void aUnitThatWasNotVerifiedIsRedAtEveryGate() throws Exception {
    try (Stage stage = new Stage(Samples.input("REHEARSAL"), Workflows.factoryOptions())) {
      stage.world.fail("verify payments", Failures.REFUSED);
      stage.start();
      var unused = stage.result();

      assertThat(stage.world.detailOf("would")).contains("ask-at-gate", "\"light\":\"RED\"");
    }
  }

  @Test
  void positionsThatAreNotProvenEndTheUnitAndSeedNothing() throws Exception {
    try (Stage stage = new Stage(Samples.input("REHEARSAL"), Workflows.factoryOptions())) {
      stage.world.finalsWorse(Samples.PAYMENTS, List.of("payments-0 is SKIP RED"));
      stage.start();
      WaveView end = stage.result();

      assertThat(end.state()).isEqualTo(WaveState.COMPLETED);
      assertThat(stage.world.deedsOf(Samples.PAYMENTS))
          .containsExactly(
              "freeze", "verify", "takePositions", "removeShadows", "conclude", "release");
      assertThat(Stage.step(end, Samples.PAYMENTS, "quiesce").reason()).contains("SKIP RED");
      assertThat(stage.world.deedsOf(Samples.LEDGER)).isEqualTo(WHOLE_WAY);
    }
  }

  @Test
  void aStepThatFailsIsAFindingAndEverythingIsRemoved() throws Exception {
    try (Stage stage = new Stage(Samples.input("REHEARSAL"), Workflows.factoryOptions())) {
      stage.world.fail("startShadows payments", Failures.REFUSED);
      stage.start();

      assertThat(stage.result().reason()).contains("payments: rehearsal RED");
      assertThat(stage.world.deedsOf(Samples.PAYMENTS))
          .endsWith("startShadows", "removeShadows", "conclude", "release");
    }
  }

  @Test
  void whatCannotBeRemovedWaitsForAPerson() throws Exception {
    try (Stage stage = new Stage(Samples.input("REHEARSAL"), Workflows.factoryOptions())) {
      stage.world.fail("removeShadows payments", Failures.REFUSED);
      stage.start();
      stage.awaitState(WaveState.NEEDS_OPERATOR);
      stage.world.mend("removeShadows payments");
      stage.answer(
          "otto",
          List.of("on-call"),
          StepTest.directive(Samples.PAYMENTS, "complete", MessageBody.Order.RETRY));

      assertThat(stage.result().state()).isEqualTo(WaveState.COMPLETED);
    }
  }

  /** Whoever has access to the namespace can ask it to park. */
  @Test
  void aWaveThatIsEndedWhileItIsHeldRemovesWhatItMade() throws Exception {
    try (Stage stage = new Stage(Samples.input("REHEARSAL"), Workflows.factoryOptions())) {
      stage.world.fail("verify payments", null);
      stage.start();
      stage.world.awaitDeed("verify payments");
      stage.say("otto", List.of("on-call"), new MessageBody.Hold("storm"));
      stage.world.awaitKind("hold-settled");
      stage.world.mend("verify payments");
      stage.pass(Duration.ofSeconds(20));
      stage.awaitState(WaveState.HELD);
      String asked =
          stage.write("otto", List.of("on-call"), MessageBody.Rollback.whole("stop", null));
      stage.wave().requestRollback(asked);
      stage.world.awaitDeed("removeShadows payments"); // else skipped time brings the next attempt
      WaveView end = stage.result();

      assertThat(end.state()).isEqualTo(WaveState.ROLLED_BACK);
      assertThat(stage.world.concluded(Samples.PAYMENTS).findings())
          .contains("the rehearsal was stopped before its end");
      assertThat(stage.world.deedsOf(Samples.PAYMENTS))
          .endsWith("removeShadows", "conclude", "release");
    }
  }

  /** The ledger may have written the lease by then. */
  @Test
  void oneThatIsEndedWhileItTakesItsLeaseGivesItBack() throws Exception {
    try (Stage stage = new Stage(Samples.input("REHEARSAL"), Workflows.factoryOptions())) {
      stage.world.fail("lease payments", null);
      stage.start();
      stage.awaitBetweenAttempts("Lease");
      String asked =
          stage.write("otto", List.of("on-call"), MessageBody.Rollback.whole("enough", null));
      stage.wave().requestRollback(asked);
      stage.world.awaitDeed("release payments");

      assertThat(stage.result().state()).isEqualTo(WaveState.ROLLED_BACK);
      assertThat(stage.world.deedsOf(Samples.PAYMENTS)).containsExactly("release");
    }
  }

  /** It may have been told to observe for days. */
  @Test
  void onCallEndsOneThatReadsOnAndItRemovesWhatItMade() throws Exception {
    try (Stage stage = new Stage(Samples.input("REHEARSAL"), Workflows.factoryOptions())) {
      stage.world.fail("readOn:PT30M payments", null);
      stage.start();
      stage.world.awaitDeed("readOn:PT30M payments");
      stage.awaitBetweenAttempts("ReadOn");
      String asked =
          stage.write("otto", List.of("on-call"), MessageBody.Rollback.whole("enough", null));
      stage.wave().requestRollback(asked);
      stage.world.awaitDeed("removeShadows payments"); // else skipped time brings the next attempt
      WaveView end = stage.result();

      assertThat(end.state()).isEqualTo(WaveState.ROLLED_BACK);
      assertThat(stage.world.concluded(Samples.PAYMENTS).findings())
          .contains("the rehearsal was stopped before its end");
      assertThat(stage.world.deedsOf(Samples.PAYMENTS))
          .endsWith("removeShadows", "conclude", "release");
    }
  }
}
