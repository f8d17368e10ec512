package io.tidegate.parity.violation;

import io.tidegate.sandbox.World;
import org.apache.kafka.common.TopicPartition;

/**
 * What must never be: it breaks three arrows, so that the test of the arrows can be seen to fail.
 */
public final class ParityThatReadsKafka {
  private ParityThatReadsKafka() {}

  static TopicPartition kafka() {
    return new TopicPartition("payments", 0);
  }

  static World sandbox() {
    return World.shared();
  }
}
