package io.tidegate.ledger;

/** States of a wave, as in the contract. */
public enum WaveState {
  RUNNING,
  AT_GATE,
  HELD,
  NEEDS_OPERATOR,
  BACKING_OUT,
  ROLLING_BACK,
  COMPLETED,
  ROLLED_BACK,
  REFUSED;

  /** Nothing follows: its workflow has ended or will at once. */
  public boolean isClosed() {
    return this == COMPLETED || this == ROLLED_BACK || this == REFUSED;
  }
}
