package io.tidegate.workflows;

import io.temporal.workflow.QueryMethod;
import io.temporal.workflow.SignalMethod;
import io.temporal.workflow.WorkflowInterface;
import io.temporal.workflow.WorkflowMethod;
import io.tidegate.runbooks.Runbook;
import io.tidegate.workflows.activity.LedgerActivities.Receipt;
import io.tidegate.workflows.message.Part;
import io.tidegate.workflows.view.RollbackView;
import org.jspecify.annotations.Nullable;

/**
 * The one path of every rollback, id {@code wave/<wave>/rollback}, of some units {@code
 * wave/<wave>/rollback/<n>}. It asks the wave to park, or to let those units go, takes the journal,
 * undoes it in reverse, units side by side, releases the leases and reports to the wave. It works
 * from the ledger when the wave is gone.
 */
@WorkflowInterface
public interface RollbackWorkflow {
  /**
   * A step in the journal, about the whole wave: a rollback had begun, and left the application
   * where it is, since more would have been lost than was accepted. Its detail names the {@code
   * message} that had asked, which does not stand any more: it may be asked for anew.
   */
  String WENT_NO_FURTHER = "rollback-went-no-further";

  /** The step of the journal row by which the rollback of a whole wave says that it has ended. */
  String ENDED = "rollback-ended";

  /**
   * A step in the journal, about the whole wave: which units a rollback of some takes back, and how
   * they fare. The newest row of a part is what stands.
   */
  String PART = "rollback-part";

  static String id(String wave) {
    return WaveWorkflow.id(wave) + "/rollback";
  }

  /** Of a part of a wave, or of the whole where there is none. */
  static String id(String wave, @Nullable Part part) {
    return part == null ? id(wave) : id(wave, part.number());
  }

  /** Of the part of that number, from 1. */
  static String id(String wave, int part) {
    return id(wave) + "/" + part;
  }

  /**
   * Ends DONE, or REFUSED when it came too late. When nobody who may asked for it, or it was
   * started with another runbook than the wave's, the workflow fails, so that its id is free for
   * somebody who may.
   */
  @WorkflowMethod
  RollbackView run(Input input);

  /**
   * The wave has parked and will touch nothing more. Only a hint that saves the rest of the minute:
   * the rollback takes the next fence of each unit whether it comes or not.
   */
  @SignalMethod
  void parked();

  /**
   * Tries a failed undo at once instead of at its next turn; the row is a {@code DIRECT} with
   * RETRY.
   */
  @SignalMethod
  void direct(String messageId);

  @QueryMethod
  RollbackView view();

  /** What became of a message, or null while the workflow has not come to it. */
  @QueryMethod
  @Nullable Receipt receipt(String messageId);

  /**
   * What a rollback is started with.
   *
   * @param messageId the row of the ledger that asks for it
   * @param by who asked
   * @param part as in that row; null for the whole wave
   */
  record Input(
      String wave,
      Runbook runbook,
      String digest,
      String messageId,
      String by,
      String reason,
      String queues,
      @Nullable Part part) {}
}
