package io.tidegate.workflows;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.temporal.api.enums.v1.RetryState;
import io.temporal.api.enums.v1.TimeoutType;
import io.temporal.failure.ActivityFailure;
import io.temporal.failure.ApplicationFailure;
import io.temporal.failure.TimeoutFailure;
import io.tidegate.workflows.activity.Call;
import io.tidegate.workflows.activity.Done;
import org.junit.jupiter.api.Test;

class StepRunnerTest {
  private static final Call CALL =
      new Call("wave", "unit", "seed", "wave/unit/seed/1", 1, "digest");

  /**
   * The time-skipping server stands still while a task waits for a worker, so only the reading of
   * its answer is tried here.
   */
  @Test
  void aQueueWithoutAWorkerIsNoFailureOfTheStep() {
    assertThat(StepRunner.neverStarted(timeout(TimeoutType.TIMEOUT_TYPE_SCHEDULE_TO_START)))
        .isTrue();
    assertThat(StepRunner.neverStarted(timeout(TimeoutType.TIMEOUT_TYPE_SCHEDULE_TO_CLOSE)))
        .isFalse();
    assertThat(StepRunner.neverStarted(activity(ApplicationFailure.newFailure("no", "Refused"))))
        .isFalse();
  }

  @Test
  void theReasonIsWhatTheInnermostCauseSays() {
    assertThat(
            StepRunner.reasonOf(
                activity(ApplicationFailure.newFailure("group g is active", "Refused"))))
        .isEqualTo("Refused: group g is active");
    assertThat(StepRunner.reasonOf(timeout(TimeoutType.TIMEOUT_TYPE_HEARTBEAT)))
        .contains("no answer in time");
  }

  @Test
  void anAnswerToAnotherCallIsADefect() {
    assertThat(StepRunner.answered(CALL, new Done(CALL.key(), "done")).note()).isEqualTo("done");
    assertThatThrownBy(() -> StepRunner.answered(CALL, new Done("wave/other/seed/1", "done")))
        .isInstanceOf(Error.class)
        .hasMessageContaining("wave/unit/seed/1")
        .hasMessageContaining("wave/other/seed/1");
  }

  private static ActivityFailure timeout(TimeoutType type) {
    return activity(new TimeoutFailure("timed out", null, type));
  }

  private static ActivityFailure activity(Throwable cause) {
    return new ActivityFailure(
        "activity failed", 1, 2, "Seed", "id", RetryState.RETRY_STATE_TIMEOUT, "stage", cause);
  }
}
