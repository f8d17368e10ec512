package io.tidegate.ledger;

/**
 * What became of writing something that its caller names: twice is once, and a name is never
 * reused.
 */
public sealed interface Put<T> {
  /** What stands in the ledger now under that name. */
  T standing();

  /** It was not there before. */
  record Created<T>(T standing) implements Put<T> {}

  /** It was there with the same content; nothing was written. */
  record Same<T>(T standing) implements Put<T> {}

  /** Something else stands under that name; nothing was written. */
  record Conflict<T>(T standing) implements Put<T> {}
}
