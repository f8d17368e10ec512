package io.tidegate.parity;

/**
 * Somebody's word that two offsets hold the same record. Both are read again, and a hint that does
 * not hold is refuted and left aside. Equal records cannot refute one; what rests on that is said
 * in {@link NewestNote}.
 */
public record Hint(Anchor kind, long sourceOffset, long targetOffset) {
  public Hint {
    if (kind == Anchor.NONE) {
      throw new IllegalArgumentException("a hint of kind NONE");
    }
    if (sourceOffset < 0 || targetOffset < 0) {
      throw new IllegalArgumentException(
          "hint " + sourceOffset + " -> " + targetOffset + ": offsets are 0 or more");
    }
  }

  /** Whether both can hold for a target that has every record once and in order. */
  boolean agreesWith(Hint other) {
    return Long.compare(sourceOffset, other.sourceOffset)
        == Long.compare(targetOffset, other.targetOffset);
  }
}
