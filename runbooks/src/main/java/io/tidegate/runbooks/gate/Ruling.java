package io.tidegate.runbooks.gate;

/**
 * What became of a decision.
 *
 * @param round as it stands after it; unchanged unless it was accepted
 * @param why one sentence to the person who decided
 */
public record Ruling(Outcome outcome, Round round, String why) {

  /** The answer, by its name in receipts. */
  public enum Outcome {
    /** It counts. */
    ACCEPTED,
    /** It was said before and counts once. */
    SAME,
    /** The person has no role that an open slot is for. */
    NOT_ELIGIBLE,
    /** The person started the wave or put the runbook. */
    SELF_APPROVAL,
    /** It is about an earlier round or other evidence. */
    SUPERSEDED,
    /** There is no such round. */
    NO_SUCH_ROUND,
    /** The round was consumed, rejected or superseded. */
    ROUND_CLOSED,
    /** The round's time is over. */
    ROUND_EXPIRED,
    /** RED cannot be approved. */
    REFUSED_RED,
    /** The decision itself does not fit; {@code why} names the field and what is allowed. */
    INVALID
  }

  static Ruling of(Outcome outcome, Round round, String why) {
    return new Ruling(outcome, round, why);
  }
}
