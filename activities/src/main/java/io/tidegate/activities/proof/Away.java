package io.tidegate.activities.proof;

import io.tidegate.activities.kafka.Cluster;
import io.tidegate.activities.kafka.KafkaUnavailable;
import io.tidegate.parity.LogUnavailable;
import java.time.Duration;

/**
 * Tells a cluster that is away as a whole, which is for time to fix, from a partition without a
 * leader, which is an answer about that partition alone.
 */
final class Away {
  private static final Duration PING_TIMEOUT = Duration.ofSeconds(5);

  private Away() {}

  /**
   * Whether another try may bring an answer.
   *
   * @param failed thrown by a read
   * @throws KafkaUnavailable if one of the clusters does not answer at all
   * @throws RuntimeException the failure itself, where the thread was interrupted
   */
  static boolean passing(RuntimeException failed, Cluster... clusters) {
    if (Thread.currentThread().isInterrupted()) {
      throw failed;
    }
    Throwable cause = failed instanceof LogUnavailable ? failed.getCause() : failed;
    if (!(cause instanceof KafkaUnavailable away)) {
      return false;
    }
    for (Cluster cluster : clusters) {
      if (cluster.ping(PING_TIMEOUT).isPresent()) {
        throw away;
      }
    }
    return true;
  }
}
