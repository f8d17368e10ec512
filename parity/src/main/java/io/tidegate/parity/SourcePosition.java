package io.tidegate.parity;

/** Where a group goes on that declared another position than its committed offset. */
public sealed interface SourcePosition {

  /** An offset of the source's log, from its begin to its end. */
  record At(long offset) implements SourcePosition {}

  /** There is no such place; the reason is one plain sentence that says what to do. */
  record Nowhere(String why) implements SourcePosition {}
}
