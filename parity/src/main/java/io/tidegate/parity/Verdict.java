package io.tidegate.parity;

/** What is known of one group on one partition. Where several hold, the first listed is shown. */
public enum Verdict {
  /** It could not be told. Absence of proof, not proof of absence. */
  UNPROVEN,
  /** The committed offset lies outside the source's log. */
  OUT_OF_RANGE,
  /** Records that the group has already read are still to arrive on the target. */
  NOT_REPLICATED_YET,
  /** Unread records precede what the target still holds. */
  EXPIRED_TARGET,
  /** Unread records are not on the target and will not come. */
  SKIP,
  /** Repeating payloads leave more than one place possible. */
  AMBIGUOUS,
  /** The target delivers strangers, or another order. */
  DIVERGED,
  /** The committed offset lies before the source's first record. */
  EXPIRED_SOURCE,
  /** The group has no committed offset on this partition. */
  UNCOMMITTED,
  /** Even the best position delivers some records again. */
  REPLAY,
  /** The target delivers exactly the unread records, in order. */
  EXACT
}
