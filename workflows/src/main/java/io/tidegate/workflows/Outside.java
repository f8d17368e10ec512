package io.tidegate.workflows;

import io.temporal.api.enums.v1.ParentClosePolicy;
import io.temporal.api.enums.v1.WorkflowIdReusePolicy;
import io.temporal.failure.ChildWorkflowFailure;
import io.temporal.failure.TemporalFailure;
import io.temporal.workflow.Async;
import io.temporal.workflow.ChildWorkflowOptions;
import io.temporal.workflow.SignalExternalWorkflowException;
import io.temporal.workflow.Workflow;
import io.tidegate.workflows.RollbackWorkflow.Input;
import io.tidegate.workflows.message.Part;
import java.util.concurrent.atomic.AtomicBoolean;
import org.jspecify.annotations.Nullable;

/**
 * A wave and its rollback speak to each other. A signal that is not heard, because the other is
 * gone or takes no more of them, is no fault of the one that sends it: each goes on from the
 * ledger.
 */
final class Outside {
  private Outside() {}

  /**
   * False when no rollback is running: then it has ended, or finds in the journal that the wave has
   * parked when it starts.
   */
  static boolean parked(String wave, @Nullable Part part) {
    RollbackWorkflow rollback =
        Workflow.newExternalWorkflowStub(RollbackWorkflow.class, RollbackWorkflow.id(wave, part));
    try {
      rollback.parked();
      return true;
    } catch (SignalExternalWorkflowException | TemporalFailure unheard) {
      return false;
    }
  }

  /** False when the wave's workflow is gone. */
  static boolean requestRollback(String wave, String messageId) {
    WaveWorkflow running =
        Workflow.newExternalWorkflowStub(WaveWorkflow.class, WaveWorkflow.id(wave));
    try {
      running.requestRollback(messageId);
      return true;
    } catch (SignalExternalWorkflowException | TemporalFailure unheard) {
      return false;
    }
  }

  /** False when the wave's workflow is gone. */
  static boolean rollbackEnded(String wave) {
    WaveWorkflow running =
        Workflow.newExternalWorkflowStub(WaveWorkflow.class, WaveWorkflow.id(wave));
    try {
      running.rollbackEnded();
      return true;
    } catch (SignalExternalWorkflowException | TemporalFailure unheard) {
      return false;
    }
  }

  /**
   * Starts the one rollback of a wave, which outlives it.
   *
   * @return false where one was started already: that one takes the wave back, or says why not
   */
  static boolean startRollback(Input input) {
    AtomicBoolean started = new AtomicBoolean();
    // detached: it outlives the work that it stops
    Workflow.newDetachedCancellationScope(() -> started.set(start(input))).run();
    return started.get();
  }

  private static boolean start(Input input) {
    RollbackWorkflow child =
        Workflow.newChildWorkflowStub(
            RollbackWorkflow.class,
            ChildWorkflowOptions.newBuilder()
                .setWorkflowId(RollbackWorkflow.id(input.wave()))
                .setTaskQueue(new Queues(input.queues()).ledger())
                .setWorkflowTaskTimeout(WaveWorkflow.taskTimeout(input.runbook()))
                .setParentClosePolicy(ParentClosePolicy.PARENT_CLOSE_POLICY_ABANDON)
                .setWorkflowIdReusePolicy(
                    WorkflowIdReusePolicy.WORKFLOW_ID_REUSE_POLICY_ALLOW_DUPLICATE_FAILED_ONLY)
                .build());
    var unused = Async.function(child::run, input);
    try {
      Workflow.getWorkflowExecution(child).get();
      return true;
    } catch (ChildWorkflowFailure started) {
      Workflow.getLogger(Outside.class)
          .info("the rollback of wave {} was started already", input.wave());
      return false;
    }
  }
}
