package io.tidegate.parity;

/** How far a verdict reaches, from nothing to both logs read to their captured ends. */
public enum Proof {
  NONE,
  /** The records around the boundary only. */
  WINDOW,
  /** Anchor to boundary, and a declared number of records beyond it. */
  RANGE,
  /** Anchor to boundary to the captured end of both logs. */
  RANGE_AND_SUFFIX
}
