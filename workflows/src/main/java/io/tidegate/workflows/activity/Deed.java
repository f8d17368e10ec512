package io.tidegate.workflows.activity;

import io.tidegate.runbooks.Step;
import java.util.Arrays;
import java.util.List;

/**
 * What a live wave changes of one unit, in the order in which it does: a dry run tells each of them
 * under the key that the live call would have.
 */
public enum Deed {
  LEASE(Step.FREEZE, "lease"),
  DENY_ALTER(Step.FREEZE, "deny-alter"),
  WRITE_BREAK_GLASS(Step.QUIESCE, "write-break-glass"),
  STOP_SOURCE(Step.QUIESCE, "stop-source"),
  FENCE_SOURCE(Step.QUIESCE, "fence-source"),
  PAUSE_GROUP_SYNC(Step.SEED, "pause-group-sync"),
  SEED(Step.SEED, "seed"),
  START_TARGET(Step.SWITCH_CONSUMERS, "start-target"),
  RECONCILE(Step.OBSERVE, "observe"),
  STOP_PRODUCERS(Step.SWITCH_PRODUCERS, "stop-producers"),
  FENCE_PRODUCERS(Step.SWITCH_PRODUCERS, "fence-producers"),
  STOP_TOPICS(Step.SWITCH_PRODUCERS, "stop-topics"),
  START_PRODUCERS(Step.SWITCH_PRODUCERS, "start-producers"),
  RECONCILE_AGAIN(Step.OBSERVE_PRODUCERS, "observe-producers"),
  UNFENCE_PRODUCERS(Step.COMPLETE, "unfence-producers"),
  UNFENCE_SOURCE(Step.COMPLETE, "unfence-source"),
  RESUME_GROUP_SYNC(Step.COMPLETE, "resume-group-sync"),
  UNFREEZE(Step.COMPLETE, "unfreeze"),
  RELEASE(Step.COMPLETE, "release");

  private final Step step;
  private final String action;

  Deed(Step step, String action) {
    this.step = step;
    this.action = action;
  }

  /** The step that it belongs to. */
  public Step step() {
    return step;
  }

  /** As the keys of live calls name it. */
  public String action() {
    return action;
  }

  /** Those of a step. */
  public static List<Deed> of(Step step) {
    return Arrays.stream(values()).filter(deed -> deed.step == step).toList();
  }
}
