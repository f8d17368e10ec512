package io.tidegate.activities.kafka;

import org.apache.kafka.common.errors.TimeoutException;

/**
 * No answer now, and trying again may bring one: a broker that is away, a coordinator that moves, a
 * timeout.
 */
public final class KafkaUnavailable extends KafkaFailure {
  private static final long serialVersionUID = 1L;

  public KafkaUnavailable(String cluster, String what, Throwable cause) {
    super(
        cluster,
        "cluster " + cluster + " gave no answer while " + what + ": " + words(cause),
        cause);
  }

  /** Whether nothing came in time; the client's own words for that name a call of its own. */
  public boolean timedOut() {
    return getCause() instanceof TimeoutException;
  }
}
