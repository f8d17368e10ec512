package io.tidegate.parity;

/**
 * Target records without a source record near by.
 *
 * @param target ordinal of the first
 * @param searched whether the whole source was read for them, not only what is near
 */
record Extra(long target, long length, long offset, long lastOffset, boolean searched) {

  /** The source has grown since: what was not found then may stand there now. */
  Extra toBeSearchedAgain() {
    return new Extra(target, length, offset, lastOffset, false);
  }

  /** With the record that follows it. */
  Extra longerBy(long nextOffset) {
    return new Extra(target, length + 1, offset, nextOffset, searched);
  }
}
