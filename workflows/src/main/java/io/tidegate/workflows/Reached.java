package io.tidegate.workflows;

import io.tidegate.runbooks.Step;
import io.tidegate.workflows.activity.LedgerActivities.Entry;
import java.util.List;

/** How far a unit has gone: what its way back has to undo. In order. */
enum Reached {
  NOTHING,
  FROZEN,
  STOPPED,
  SEEDED,
  STARTED,
  PRODUCERS,
  COMPLETING;

  /** In a journal: everything before it is undone. */
  static final String BACKED_OUT = "backed-out";

  /** In a journal: START is about to be sent to the producers on the target. */
  static final String PRODUCERS_STARTED = "producers-started";

  /** In a journal: the producers are about to be taken back to the source. */
  static final String PRODUCERS_GO_BACK = "producers-go-back";

  /** In a journal: the producers write to the source again, the consumers stay on the target. */
  static final String PRODUCERS_BACK = "producers-back";

  /** In a journal: what a rollback loses of the unit on the target is counted, and accepted. */
  static final String DRAINED = "drained";

  /** In a journal: a rollback has undone everything and only leases were left. */
  static final String ROLLED_BACK = "rolled-back";

  /** In a journal: the unit stays behind in this wave, and nothing of it is left to undo. */
  static final String HELD_BACK = "held-back";

  boolean atLeast(Reached other) {
    return compareTo(other) >= 0;
  }

  /** What the journal of a unit amounts to, read in the order in which it was written. */
  static Reached in(List<Entry> journal, String unit) {
    Reached reached = NOTHING;
    for (Entry entry : journal) {
      if (entry.unit().equals(unit)) {
        reached = after(reached, entry.step());
      }
    }
    return reached;
  }

  /** True when the unit stays behind. */
  static boolean isHeldBack(List<Entry> journal, String unit) {
    return journal.stream()
        .anyMatch(entry -> entry.unit().equals(unit) && entry.step().equals(HELD_BACK));
  }

  /** True when a rollback may stop the unit's consumers on the target. */
  static boolean isDrained(List<Entry> journal, String unit) {
    return journal.stream()
        .anyMatch(entry -> entry.unit().equals(unit) && entry.step().equals(DRAINED));
  }

  /** True where the producers were started on the target, and are not being taken back. */
  static boolean areProducersOnTarget(List<Entry> journal, String unit) {
    boolean there = false;
    for (Entry entry : journal) {
      if (entry.unit().equals(unit)) {
        there |= entry.step().equals(PRODUCERS_STARTED);
        there &= !entry.step().equals(PRODUCERS_GO_BACK);
      }
    }
    return there;
  }

  private static Reached after(Reached before, String step) {
    if (List.of(DRAINED, PRODUCERS_STARTED, PRODUCERS_GO_BACK).contains(step)) {
      return before;
    }
    if (step.equals(BACKED_OUT)) {
      return FROZEN;
    }
    if (step.equals(PRODUCERS_BACK)) {
      return STARTED;
    }
    if (step.equals(ROLLED_BACK) || step.equals(HELD_BACK)) {
      return NOTHING;
    }
    return switch (Step.of(step)
        .orElseThrow(() -> new Defect("the journal names an unknown step " + step))) {
      case FREEZE -> FROZEN;
      case QUIESCE -> STOPPED;
      case SEED -> SEEDED;
      case SWITCH_CONSUMERS -> STARTED;
      case SWITCH_PRODUCERS -> PRODUCERS;
      case COMPLETE -> COMPLETING;
      default -> before;
    };
  }
}
