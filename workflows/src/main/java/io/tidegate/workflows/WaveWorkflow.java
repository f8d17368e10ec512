package io.tidegate.workflows;

import io.temporal.workflow.QueryMethod;
import io.temporal.workflow.SignalMethod;
import io.temporal.workflow.WorkflowInterface;
import io.temporal.workflow.WorkflowMethod;
import io.tidegate.runbooks.Runbook;
import io.tidegate.workflows.activity.LedgerActivities.Receipt;
import io.tidegate.workflows.view.WaveView;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/**
 * One wave, id {@code wave/<wave>}.
 *
 * <p>A signal wakes, it carries no authority: each takes the id of a row of the ledger that the api
 * wrote, and the workflow loads and verifies that row before it applies it. An unknown, replayed or
 * foreign id has no effect and is audited.
 */
@WorkflowInterface
public interface WaveWorkflow {

  /** The workflow id of a wave. */
  static String id(String wave) {
    return "wave/" + wave;
  }

  /**
   * How long one workflow task of a wave, or of its rollback, may take: whoever takes one over from
   * another worker replays all of its history in one task, and a history grows with the units. A
   * worker that dies in the middle of a task holds it up for as long.
   */
  static Duration taskTimeout(Runbook runbook) {
    return Duration.ofSeconds(10).plusMillis(200L * runbook.units().size());
  }

  /** Runs the wave to its end and returns its last view. */
  @WorkflowMethod
  WaveView run(WaveInput input);

  /** A decision, or its revocation. */
  @SignalMethod
  void decide(String messageId);

  @SignalMethod
  void hold(String messageId);

  @SignalMethod
  void resume(String messageId);

  /** RETRY, SKIP or ROLLBACK for a parked step. */
  @SignalMethod
  void direct(String messageId);

  /**
   * Parks at the next safe point and leaves the way back to {@link RollbackWorkflow}, which sends
   * this.
   */
  @SignalMethod
  void requestRollback(String messageId);

  /**
   * Wakes the wave to look in the ledger whether its rollback has ended. Carries no authority
   * either.
   */
  @SignalMethod
  void rollbackEnded();

  @QueryMethod
  WaveView view();

  /** What became of a message, or null while the workflow has not come to it. */
  @QueryMethod
  @Nullable Receipt receipt(String messageId);
}
