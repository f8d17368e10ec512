package io.tidegate.workflows;

import io.temporal.failure.CanceledFailure;
import io.temporal.workflow.CancellationScope;

/**
 * The look at the stop that is due after each await: between it and the effect that follows there
 * is none.
 */
final class Stopped {
  private Stopped() {}

  /**
   * @throws CanceledFailure when the scope of this coroutine was cancelled
   */
  static void check() {
    if (CancellationScope.current().isCancelRequested()) {
      throw new CanceledFailure("stopped");
    }
  }
}
