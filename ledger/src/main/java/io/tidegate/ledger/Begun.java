package io.tidegate.ledger;

/** Whether an effect may be done, asked right before it. */
public sealed interface Begun {
  /** Nobody began it: do it. */
  record Fresh() implements Begun {}

  /** Somebody began it and did not finish: it may have been done, so look before doing it again. */
  record Unfinished() implements Begun {}

  /** It was done, with this result: do nothing. */
  record Done(String resultJson) implements Begun {}

  /** The caller no longer owns the unit: do nothing, now or later. */
  record Stale(String why) implements Begun {}
}
