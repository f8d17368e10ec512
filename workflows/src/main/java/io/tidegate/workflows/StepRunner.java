package io.tidegate.workflows;

import io.temporal.api.enums.v1.TimeoutType;
import io.temporal.failure.ApplicationFailure;
import io.temporal.failure.CanceledFailure;
import io.temporal.failure.TemporalFailure;
import io.temporal.failure.TimeoutFailure;
import io.tidegate.workflows.activity.Call;
import io.tidegate.workflows.activity.Echo;
import java.util.function.Function;

/**
 * Makes the calls of steps. What comes back is the answer to this very call, or the step failed, or
 * its scope was cancelled; nothing else.
 */
final class StepRunner {
  private StepRunner() {}

  /**
   * One call.
   *
   * @throws StepFailed when its attempts are used up, or it was refused
   * @throws CanceledFailure when the scope of this coroutine was cancelled meanwhile
   */
  static <T extends Echo> T ask(Call call, Function<Call, T> activity) throws StepFailed {
    while (true) {
      Stopped.check();
      try {
        return answered(call, activity.apply(call));
      } catch (TemporalFailure failure) {
        Stopped.check();
        if (!neverStarted(failure)) {
          throw new StepFailed(reasonOf(failure), failure);
        }
        // no worker polled that queue: waited for here, by asking again under the same key
      }
    }
  }

  /**
   * Replay compares the types and ids of commands, never payloads: a foreign answer must not pass
   * as ours.
   */
  static <T extends Echo> T answered(Call call, T answer) {
    if (!answer.key().equals(call.key())) {
      throw new Defect(
          "the call " + call.key() + " was answered with the result of " + answer.key());
    }
    return answer;
  }

  /** True when no worker took the call: that is nobody's failure. */
  static boolean neverStarted(TemporalFailure failure) {
    return failure.getCause() instanceof TimeoutFailure timeout
        && timeout.getTimeoutType() == TimeoutType.TIMEOUT_TYPE_SCHEDULE_TO_START;
  }

  /** One sentence of the innermost cause that says something to a person. */
  static String reasonOf(TemporalFailure failure) {
    String reason = null;
    for (Throwable cause = failure; cause != null; cause = cause.getCause()) {
      if (cause instanceof ApplicationFailure said && said.getOriginalMessage() != null) {
        reason = said.getType() + ": " + said.getOriginalMessage();
      } else if (cause instanceof TimeoutFailure timeout && reason == null) {
        reason = "no answer in time (" + timeout.getTimeoutType() + ")";
      }
    }
    return reason == null ? String.valueOf(failure.getMessage()) : reason;
  }
}
