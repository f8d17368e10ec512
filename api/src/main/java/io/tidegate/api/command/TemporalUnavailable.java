package io.tidegate.api.command;

/** Temporal did not answer in time, or not as a Temporal service with our namespace. */
public final class TemporalUnavailable extends Exception {
  TemporalUnavailable(String message, Throwable cause) {
    super(message, cause);
  }
}
