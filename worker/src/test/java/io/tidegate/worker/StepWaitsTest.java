package io.tidegate.worker;

import static org.assertj.core.api.Assertions.assertThat;

import io.temporal.client.ActivityCanceledException;
import io.temporal.client.ActivityWorkerShutdownException;
import io.temporal.failure.ApplicationFailure;
import io.tidegate.workflows.activity.Call;
import io.tidegate.workflows.activity.Deed;
import io.tidegate.workflows.activity.DryRunActivities.Tell;
import io.tidegate.workflows.activity.KafkaActivities.Judge;
import io.tidegate.workflows.activity.LedgerActivities.Lease;
import io.tidegate.workflows.activity.RehearsalActivities.Conclude;
import io.tidegate.workflows.activity.RehearsalActivities.Reading;
import io.tidegate.workflows.activity.WatchActivities.Observe;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;

/** Of which attempts it is noted what their step waits for. */
class StepWaitsTest {
  private static final Call CALL = new Call("wave", "shop", "observe", "observe/1", 1, "sha256:0");
  private static final Judge JUDGE = new Judge(CALL, "sha256:1");

  @Test
  void everyCallThatNeedsMoreThanTheLedgerIsNoted() {
    List<Object> asked =
        List.of(
            CALL,
            JUDGE,
            new Observe(JUDGE, Duration.ZERO, List.of()),
            new Reading(JUDGE, null, List.of(), Duration.ZERO),
            new Conclude(CALL, "", List.of(), List.of(), List.of(), List.of()),
            new Tell(CALL, Deed.STOP_SOURCE, ""));
    assertThat(asked)
        .allSatisfy(
            argument ->
                assertThat(StepWaits.call(new Object[] {argument}))
                    .as("%s", argument)
                    .contains(CALL));
    assertThat(StepWaits.call(new Object[] {new Lease(CALL, List.of())})).isEmpty();
    assertThat(StepWaits.call(new Object[0])).isEmpty();
  }

  @Test
  void anAttemptThatWasToldToStopIsNotOneThatIsTriedAgain() {
    assertThat(StepWaits.isTriedAgain(new ActivityCanceledException())).isFalse();
    assertThat(StepWaits.isTriedAgain(new ActivityWorkerShutdownException())).isFalse();
    assertThat(StepWaits.isTriedAgain(ApplicationFailure.newNonRetryableFailure("no", "REFUSED")))
        .isFalse();
    assertThat(StepWaits.isTriedAgain(ApplicationFailure.newFailure("later", "Unavailable")))
        .isTrue();
    assertThat(StepWaits.isTriedAgain(new IllegalStateException("a fault"))).isTrue();
  }
}
