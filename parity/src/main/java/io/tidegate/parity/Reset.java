package io.tidegate.parity;

/** What an owner declared for a position that does not exist. */
public enum Reset {
  /** Nothing is seeded. */
  FAIL,
  /** The source's first record. */
  EARLIEST,
  /** The source's end. */
  LATEST
}
