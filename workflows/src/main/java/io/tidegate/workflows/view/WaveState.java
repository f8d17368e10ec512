package io.tidegate.workflows.view;

/** States of a wave; a unit's also include {@link #HELD_BACK}. */
public enum WaveState {
  RUNNING,
  AT_GATE,
  HELD,
  NEEDS_OPERATOR,
  BACKING_OUT,
  ROLLING_BACK,
  COMPLETED,
  ROLLED_BACK,
  REFUSED,
  HELD_BACK;

  /** True when nothing more will happen to the wave by itself or by a person. */
  public boolean isClosed() {
    return this == COMPLETED || this == ROLLED_BACK || this == REFUSED;
  }
}
