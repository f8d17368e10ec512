package io.tidegate.workflows;

import static org.assertj.core.api.Assertions.assertThat;

import io.temporal.worker.WorkerFactoryOptions;
import io.tidegate.workflows.view.GateView;
import io.tidegate.workflows.view.StepView;
import io.tidegate.workflows.view.WaveState;
import io.tidegate.workflows.view.WaveView;
import java.util.List;
import org.junit.jupiter.api.Test;

class FullWaveTest {
  static final List<String> WHOLE_WAY =
      List.of(
          "denyAlter",
          "freeze",
          "verify",
          "recheck",
          "writeBreakGlass",
          "stopSource",
          "awaitSourceEmpty",
          "readAnchor",
          "fenceSource",
          "resolveFinal",
          "pauseGroupSync",
          "seed",
          "startTarget",
          "awaitTargetAssigned",
          "awaitFirstCommits",
          "observe",
          "checkDrift",
          "checkDrift",
          "unfenceSource",
          "resumeGroupSync",
          "unfreeze",
          "release");

  @Test
  void takesBothUnitsThroughEveryStepInOrder() throws Exception {
    try (Stage stage = Stage.atGo()) {
      WaveView end = runThrough(stage);

      assertThat(end.state()).isEqualTo(WaveState.COMPLETED);
      assertThat(stage.world.deedsOf(Samples.PAYMENTS)).isEqualTo(WHOLE_WAY);
      assertThat(stage.world.deedsOf(Samples.LEDGER)).isEqualTo(WHOLE_WAY);
    }
  }

  @Test
  void journalsEachStepThatHasAWayBack() throws Exception {
    try (Stage stage = Stage.atGo()) {
      var unused = runThrough(stage);

      assertThat(stage.world.journalled(Samples.LEDGER))
          .containsExactly("freeze", "quiesce", "seed", "switch-consumers", "complete");
    }
  }

  @Test
  void showsWhenEachStepRan() throws Exception {
    try (Stage stage = Stage.atGo()) {
      WaveView end = runThrough(stage);

      for (String step :
          List.of(
              "inventory",
              "freeze",
              "verify",
              "quiesce",
              "seed",
              "switch-consumers",
              "observe",
              "complete")) {
        StepView shown = Stage.step(end, Samples.PAYMENTS, step);
        assertThat(shown.state()).as(step).isEqualTo(StepView.State.DONE);
        assertThat(shown.endedAt()).as(step).isAfterOrEqualTo(shown.startedAt());
      }
      assertThat(Stage.step(end, Samples.PAYMENTS, "seed").reason())
          .isEqualTo("resolved; pauseGroupSync; seed");
      assertThat(Stage.step(end, Samples.PAYMENTS, "switch-consumers").reason())
          .isEqualTo("awaitTargetAssigned; awaitFirstCommits");
      assertThat(Stage.step(end, Samples.PAYMENTS, "switch-producers").state())
          .isEqualTo(StepView.State.SKIPPED);
      assertThat(end.gates()).extracting(GateView::state).containsOnly(GateView.State.CONSUMED);
    }
  }

  @Test
  void runsWithoutAWorkflowCache() throws Exception {
    try (Stage stage =
        new Stage(
            Samples.input(), WorkerFactoryOptions.newBuilder().setWorkflowCacheSize(0).build())) {
      stage.start();
      stage.awaitRound("go", 1);

      assertThat(runThrough(stage).state()).isEqualTo(WaveState.COMPLETED);
      assertThat(stage.world.deedsOf(Samples.PAYMENTS)).isEqualTo(WHOLE_WAY);
    }
  }

  static WaveView runThrough(Stage stage) throws Exception {
    stage.approveGo();
    stage.awaitRound("retire-source", 1);
    stage.approveRetire();
    return stage.result();
  }
}
