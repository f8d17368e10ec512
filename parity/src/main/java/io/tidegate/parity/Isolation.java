package io.tidegate.parity;

/** Which records a reader is shown: Kafka's isolation levels. */
public enum Isolation {
  READ_UNCOMMITTED,
  READ_COMMITTED
}
