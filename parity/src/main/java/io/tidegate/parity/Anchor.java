package io.tidegate.parity;

/** What kind of pair of positions, known to hold the same record, a walk started from. */
public enum Anchor {
  NONE,
  /** An earlier proof of our own, or a freeze anchor. */
  PROVEN,
  /** An offset sync or checkpoint of MirrorMaker. */
  SYNC,
  /** A header in which the replicator left the source offset. */
  HEADER,
  /** A tool that is declared to keep offsets. */
  SAME_OFFSET,
  /** Both logs begin at 0 with equal records. */
  HEAD,
  /** Both logs are drained: their last records are the same. */
  TAIL,
  /** Records around the boundary, found on the target by content. */
  WINDOW
}
