package io.tidegate.activities.kafka;

import org.apache.kafka.common.errors.UnsupportedVersionException;

/**
 * The cluster said no, and would say so again: a wrong setting, an active group, something a broker
 * does not offer.
 */
public final class KafkaRefused extends KafkaFailure {
  private static final long serialVersionUID = 1L;

  public KafkaRefused(String cluster, String what, Throwable cause) {
    super(cluster, "cluster " + cluster + " refused while " + what + ": " + words(cause), cause);
  }

  /** Whether it is the brokers that are too old, or of a kind that has no such call. */
  public boolean isNotOffered() {
    return getCause() instanceof UnsupportedVersionException;
  }
}
