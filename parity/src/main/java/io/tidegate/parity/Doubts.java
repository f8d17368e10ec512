package io.tidegate.parity;

/**
 * What keeps counts from being an answer.
 *
 * @param undecided records of a transaction that is still open lie beyond the resume point
 * @param recurs the last copied record, or one that seems lost, is not the only one of its content
 * @param abortedAhead aborted records lie between the highest copied record and the captured end
 * @param outOfPlace target records stand far from where their order would put them
 */
record Doubts(boolean undecided, boolean recurs, boolean abortedAhead, boolean outOfPlace) {

  /** Whether later looks may find the doubt gone. */
  boolean mayPass() {
    return undecided || recurs || abortedAhead;
  }
}
