package io.tidegate.workflows;

import io.temporal.workflow.QueryMethod;
import io.temporal.workflow.WorkflowInterface;
import io.temporal.workflow.WorkflowMethod;
import io.tidegate.runbooks.Runbook;
import io.tidegate.workflows.view.RollbackView;

/**
 * The one path of every rollback, id {@code wave/<wave>/rollback}. It asks the wave to park, takes the journal, undoes it in reverse,
 * units side by side, releases the leases and reports to the wave. It works from the ledger when the wave is gone.
 */
@WorkflowInterface
public interface RollbackWorkflow {

  static String id(String wave) {
    return WaveWorkflow.id(wave) + "/rollback";
  }

  @WorkflowMethod
  RollbackView run(Input input);

  @QueryMethod
  RollbackView view();

  /**
   * @param messageId the row of the ledger that asks for it
   * @param by who asked
   */
  record Input(
      String wave, Runbook runbook, String digest, String messageId, String by, String reason, String queues) {}
}
