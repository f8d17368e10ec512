package io.tidegate.parity;

/**
 * What EXACT needs where records were compared. A row lists those that were shown to hold: where
 * the source holds no record, those that hold because there is nothing unread.
 */
public enum Obligation {
  /** The identity of records is calibrated for the topic. */
  PROFILE,
  /** The anchor was read again on both sides and found equal. */
  ANCHOR,
  /** Every record of both sides between anchor and boundary is accounted for. */
  RANGE,
  /**
   * The nearest matched records already read lie below the resume point, or the log begins there.
   */
  BEFORE,
  /**
   * The records from the resume point on are the unread ones, or a log ends there, or they are
   * pending.
   */
  AFTER,
  /** The last images of the unread records rise in source order. */
  ORDER,
  /** Frozen, or the replicator is known to stand at the highest record it has copied. */
  SETTLED,
  /** Nothing is missing, replayed or extra up to the captured end. */
  SUFFIX,
  /**
   * Topic ids and partition counts are unchanged, and the resume point lies in the target's log.
   */
  FRAME
}
