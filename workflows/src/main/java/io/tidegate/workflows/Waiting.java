package io.tidegate.workflows;

import io.temporal.failure.CanceledFailure;
import io.temporal.workflow.CancellationScope;
import io.temporal.workflow.CompletablePromise;
import io.temporal.workflow.Workflow;
import java.time.Duration;
import java.util.function.BooleanSupplier;

/**
 * Waits with a bound, and stops the clock when it need not wait any longer. The SDK's own way
 * leaves the timer running for as long as it was set, which may be days here, and the failure of a
 * cancelled one unread, of which it warns at each replay.
 */
final class Waiting {
  private Waiting() {}

  /**
   * Until it is so, at most that long.
   *
   * @return whether it is so
   * @throws CanceledFailure when the scope of this coroutine was cancelled
   */
  static boolean atMost(Duration most, BooleanSupplier so) {
    CompletablePromise<Boolean> over = Workflow.newPromise();
    CancellationScope clock =
        Workflow.newCancellationScope(
            () ->
                over.completeFrom(
                    Workflow.newTimer(most).handle((fired, cancelled) -> cancelled == null)));
    clock.run();
    Workflow.await(() -> so.getAsBoolean() || over.isCompleted());
    clock.cancel();
    return so.getAsBoolean();
  }
}
