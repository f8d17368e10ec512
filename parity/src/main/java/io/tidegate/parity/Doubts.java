package io.tidegate.parity;

/**
 * What keeps counts from being an answer.
 *
 * @param undecided records of a transaction that is still open may lie beyond the resume point
 * @param twin an aborted record has the content of the last copied one, so it is not known which of
 *     the two was copied
 * @param recurs the last copied record, or one that seems lost, is not the only one of its content
 * @param abortedAhead aborted records lie between the highest copied record and the captured end
 */
record Doubts(boolean undecided, boolean twin, boolean recurs, boolean abortedAhead) {

  /** Whether it matters what the replicator does with aborted records. */
  boolean aboutAborted() {
    return abortedAhead || twin;
  }

  /** What is left of them when it is known what the replicator does. */
  Doubts knowing(Habit habit, Isolation group) {
    boolean groupSeesAborted = group == Isolation.READ_UNCOMMITTED;
    return switch (habit) {
      case LEAVES_OUT_ABORTED -> new Doubts(undecided, twin && groupSeesAborted, recurs, false);
      case COPIES_ABORTED -> new Doubts(undecided, twin, recurs, abortedAhead && !groupSeesAborted);
      case UNKNOWN -> this;
    };
  }

  /** Whether later looks may find the doubt gone. */
  boolean mayPass() {
    return undecided || twin || recurs || abortedAhead;
  }
}
