package io.tidegate.parity;

/**
 * Where a walk begins on both sides.
 *
 * @param kind the anchor it rests on
 * @param refuted hints that were read again and did not hold
 */
record Start(Anchor kind, long sourceOffset, long targetOffset, int refuted) {
  Start lookingBackTo(long earlierTargetOffset) {
    return new Start(kind, sourceOffset, earlierTargetOffset, refuted);
  }
}
