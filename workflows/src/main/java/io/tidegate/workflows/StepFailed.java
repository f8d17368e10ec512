package io.tidegate.workflows;

import io.temporal.failure.ApplicationFailure;
import io.tidegate.workflows.activity.Failures;

/** A step gave up: a person, or the back-out, decides what is next. */
final class StepFailed extends Exception {
  private static final long serialVersionUID = 1L;

  /** Of a step whose answer says that the next must not follow. */
  StepFailed(String reason) {
    super(reason);
  }

  StepFailed(String reason, Throwable cause) {
    super(reason, cause);
  }

  String reason() {
    return String.valueOf(getMessage());
  }

  /** True when somebody else has taken the unit over meanwhile. */
  boolean isStaleFence() {
    for (Throwable cause = getCause(); cause != null; cause = cause.getCause()) {
      if (cause instanceof ApplicationFailure said && said.getType().equals(Failures.STALE_FENCE)) {
        return true;
      }
    }
    return false;
  }
}
