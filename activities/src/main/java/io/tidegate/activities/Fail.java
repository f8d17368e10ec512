package io.tidegate.activities;

import io.temporal.failure.ApplicationFailure;
import io.tidegate.activities.kafka.KafkaDenied;
import io.tidegate.activities.kafka.KafkaFailure;
import io.tidegate.activities.kafka.KafkaRefused;
import io.tidegate.activities.kafka.KafkaUnavailable;
import io.tidegate.parity.LogUnavailable;
import io.tidegate.workflows.activity.Failures;
import java.util.List;
import java.util.function.Supplier;

/**
 * What an error means to a workflow: retried while time can mend it, else ended with one of {@link
 * Failures}.
 */
final class Fail {
  /** Retried: a cluster, a switch or a wait that may come right by itself. */
  static final String LATER = "Unavailable";

  private static final int LINES_MAX = 20;

  private Fail() {}

  static ApplicationFailure refused(String why) {
    return ApplicationFailure.newNonRetryableFailure(why, Failures.REFUSED);
  }

  static ApplicationFailure stale(String why) {
    return ApplicationFailure.newNonRetryableFailure(why, Failures.STALE_FENCE);
  }

  static ApplicationFailure later(String why) {
    return ApplicationFailure.newFailure(why, LATER);
  }

  /** The first lines of many, and how many more there are: a failure is read by a person. */
  static String listed(List<String> lines) {
    int rest = lines.size() - LINES_MAX;
    String first = String.join("; ", lines.subList(0, Math.min(LINES_MAX, lines.size())));
    return rest > 0 ? first + "; and " + rest + " more" : first;
  }

  /**
   * Runs one step with Kafka's failures turned into the workflow's. Whatever else is thrown is
   * retried as it is.
   */
  static <T> T meaningful(Supplier<T> step) {
    try {
      return step.get();
    } catch (KafkaFailure failed) {
      throw meaning(failed);
    } catch (LogUnavailable failed) {
      throw failed.getCause() instanceof KafkaFailure cause
          ? meaning(cause)
          : later(String.valueOf(failed.getMessage()));
    }
  }

  private static ApplicationFailure meaning(KafkaFailure failed) {
    String message = String.valueOf(failed.getMessage());
    if (failed instanceof KafkaUnavailable) {
      return ApplicationFailure.newFailureWithCause(message, LATER, failed);
    }
    if (failed instanceof KafkaDenied) {
      return ApplicationFailure.newNonRetryableFailureWithCause(
          message, Failures.UNAUTHORIZED, failed);
    }
    if (failed instanceof KafkaRefused) {
      return ApplicationFailure.newNonRetryableFailureWithCause(message, Failures.REFUSED, failed);
    }
    throw new IllegalStateException("a Kafka failure of no known kind", failed);
  }
}
