package io.tidegate.runbooks.gate;

/** Where a round stands. Only an open round changes. */
public enum RoundState {
  OPEN,
  /** The step behind the gate was begun on it: the point of no return. */
  CONSUMED,
  /** One person said no: the wave holds. */
  REJECTED,
  /** Nobody said enough in time: the wave holds, it never goes. */
  EXPIRED,
  /** What was to be decided on has changed. */
  SUPERSEDED
}
