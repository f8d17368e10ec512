package io.tidegate.workflows;

import io.temporal.workflow.Workflow;
import java.util.ArrayList;
import java.util.List;

/**
 * Lets few applications of a wave stand still at a time, in the order of the runbook. Workers have
 * few slots for what is done in a pause: were all units of a large wave stopped at once, each would
 * wait for the steps of all others, and its application would stand still for as long as the whole
 * wave takes. The others work on meanwhile, where they are.
 *
 * <p>Once one fell back, nobody else is stopped: a person looks first at why.
 */
final class Standstill {
  /** Half the slots that one worker has for it, so that another wave finds some too. */
  static final int AT_ONCE_MAX = 10;

  private final Stop stop;
  private final List<UnitRun> standing = new ArrayList<>();
  private boolean fellBack;

  Standstill(Stop stop) {
    this.stop = stop;
  }

  /**
   * Waits until it may be stopped; never for a person.
   *
   * @return false where it may not be stopped any more; nothing of it was touched
   */
  boolean enter(UnitRun unit) {
    Workflow.await(() -> standing.size() < AT_ONCE_MAX || isOver());
    if (isOver()) {
      return false;
    }
    standing.add(unit);
    return true;
  }

  private boolean isOver() {
    return fellBack || stop.isHeld();
  }

  /** Its application works again, on whichever side. */
  void leave(UnitRun unit) {
    standing.remove(unit);
  }

  /** A unit is back where it was, and the wave will hold for it. */
  void fallBack() {
    fellBack = true;
  }
}
