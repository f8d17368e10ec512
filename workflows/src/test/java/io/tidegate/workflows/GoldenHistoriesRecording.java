package io.tidegate.workflows;

import static org.assertj.core.api.Assertions.assertThat;

import io.tidegate.parity.Light;
import io.tidegate.workflows.activity.Failures;
import io.tidegate.workflows.message.MessageBody;
import io.tidegate.workflows.view.WaveState;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledIfSystemProperty;

/**
 * Records the histories of a new version into {@code src/test/resources/histories/<version>}; not
 * part of the build, see {@link GoldenHistoriesTest}.
 */
@EnabledIfSystemProperty(named = "tidegate.histories", matches = "[0-9.]+")
class GoldenHistoriesRecording {
  private static final String WAVE = WaveWorkflow.id(Samples.WAVE);
  private static final String ROLLBACK = RollbackWorkflow.id(Samples.WAVE);

  @Test
  void fullWave() throws Exception {
    try (Stage stage = Stage.atGo()) {
      assertThat(FullWaveTest.runThrough(stage).state()).isEqualTo(WaveState.COMPLETED);
      write(stage, WAVE, "full-wave");
    }
  }

  @Test
  void aHoldAtTheGate() throws Exception {
    try (Stage stage = Stage.atGo()) {
      stage.answer("otto", List.of("on-call"), new MessageBody.Hold("storm"));
      stage.resume();
      assertThat(FullWaveTest.runThrough(stage).state()).isEqualTo(WaveState.COMPLETED);
      write(stage, WAVE, "hold");
    }
  }

  @Test
  void aSupersededGate() throws Exception {
    try (Stage stage = Stage.atGo()) {
      stage.world.recheckFinds("ledger", "other", false, "topic ledger has 4 partitions, not 3");
      stage.world.verdict("payments", Light.GREEN, "decides");
      stage.approveGo();
      stage.world.awaitView("superseded", view -> view.reason().contains("superseded"));
      stage.world.recheckFinds("ledger", "other", false, "");
      stage.world.verdict("ledger", Light.GREEN, "other");
      stage.awaitRound("go", 2);
      assertThat(FullWaveTest.runThrough(stage).state()).isEqualTo(WaveState.COMPLETED);
      write(stage, WAVE, "superseded-gate");
    }
  }

  @Test
  void aBackOutAndTheNextRound() throws Exception {
    try (Stage stage = Stage.atGo()) {
      stage.world.fail("awaitTargetAssigned payments", null);
      stage.approveGo();
      stage.world.awaitDeed("awaitTargetAssigned payments");
      stage.pass(Samples.MAX_PAUSE.plusSeconds(30));
      stage.awaitState(WaveState.HELD);
      stage.world.mend("awaitTargetAssigned payments");
      stage.resume();
      stage.awaitRound("go", 2);
      assertThat(FullWaveTest.runThrough(stage).state()).isEqualTo(WaveState.COMPLETED);
      write(stage, WAVE, "back-out");
    }
  }

  @Test
  void aRollbackAfterTheSwitch() throws Exception {
    try (Stage stage = Stage.atGo()) {
      stage.approveGo();
      stage.awaitRound("retire-source", 1);
      stage.world.fail("startSource payments", Failures.REFUSED);
      stage.startRollback("otto", List.of("on-call"));
      stage.world.awaitView(
          "a parked undo",
          view -> Stage.unit(view, "payments").state() == WaveState.NEEDS_OPERATOR);
      stage.world.mend("startSource payments");
      stage.pass(java.time.Duration.ofMinutes(1));
      assertThat(stage.result().state()).isEqualTo(WaveState.ROLLED_BACK);
      assertThat(stage.rollbackResult().units()).hasSize(2);
      write(stage, WAVE, "rolled-back-wave");
      write(stage, ROLLBACK, "rollback");
    }
  }

  @Test
  void aDryRun() throws Exception {
    try (Stage stage = Stage.of(Samples.withProducers(Samples.input("DRY_RUN")))) {
      assertThat(stage.result().state()).isEqualTo(WaveState.COMPLETED);
      write(stage, WAVE, "dry-run");
    }
  }

  @Test
  void aRehearsal() throws Exception {
    try (Stage stage = Stage.of(Samples.input("REHEARSAL"))) {
      assertThat(stage.result().state()).isEqualTo(WaveState.COMPLETED);
      write(stage, WAVE, "rehearsal");
    }
  }

  private static void write(Stage stage, String workflowId, String name) throws IOException {
    Path folder =
        Path.of("src/test/resources/histories", System.getProperty("tidegate.histories", ""));
    Files.createDirectories(folder);
    Files.writeString(
        folder.resolve(name + ".json"), History.of(stage.client(), workflowId).json() + "\n");
  }
}
