package io.tidegate.parity;

/**
 * Unread source records without an image, told apart.
 *
 * @param lost neither of the others: they will not come
 * @param aborted of a transaction that was aborted, which the replicator left out
 * @param superseded removed by the target's cleaner in favour of a later record of their key
 * @param which where the first of those that are lost stand
 * @param lastLost ordinal of the last one lost, {@link Long#MIN_VALUE} where there is none
 */
record Losses(long lost, Lost which, long aborted, long superseded, long lastLost) {
  static final Losses NONE = new Losses(0, Lost.NONE, 0, 0, Long.MIN_VALUE);
}
