package io.tidegate.api.command;

import io.grpc.StatusRuntimeException;
import io.temporal.api.enums.v1.WorkflowIdConflictPolicy;
import io.temporal.api.enums.v1.WorkflowIdReusePolicy;
import io.temporal.client.WorkflowClient;
import io.temporal.client.WorkflowExecutionAlreadyStarted;
import io.temporal.client.WorkflowNotFoundException;
import io.temporal.client.WorkflowOptions;
import io.temporal.client.WorkflowServiceException;
import io.tidegate.workflows.Queues;
import io.tidegate.workflows.RollbackWorkflow;
import io.tidegate.workflows.TemporalConnection;
import io.tidegate.workflows.WaveInput;
import io.tidegate.workflows.WaveWorkflow;
import io.tidegate.workflows.message.Part;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The api's way to Temporal: it starts workflows and wakes them, and asks them nothing. Every call
 * ends within {@link TemporalConnection#CALL_MAX}.
 */
public final class Temporal {

  private static final Logger LOG = LoggerFactory.getLogger(Temporal.class);

  private final TemporalConnection connection;
  private final WorkflowClient client;
  private final Queues queues;

  /**
   * @param connection made for calls, closed by the caller
   */
  public Temporal(TemporalConnection connection, Queues queues) {
    this.connection = connection;
    this.client = connection.client();
    this.queues = queues;
  }

  /** The queues of this installation, which every input carries. */
  public Queues queues() {
    return queues;
  }

  /** Returns when the service answers and knows the namespace. */
  public void probe() throws TemporalUnavailable {
    try {
      connection.check();
    } catch (StatusRuntimeException e) {
      throw away(e);
    }
  }

  /** Starts a wave; one that was started before is left alone. */
  void startWave(WaveInput input) throws TemporalUnavailable {
    WaveWorkflow wave =
        client.newWorkflowStub(
            WaveWorkflow.class,
            options(WaveWorkflow.id(input.wave()))
                .setWorkflowTaskTimeout(WaveWorkflow.taskTimeout(input.runbook()))
                .setWorkflowIdReusePolicy(
                    WorkflowIdReusePolicy.WORKFLOW_ID_REUSE_POLICY_REJECT_DUPLICATE)
                .build());
    start(() -> WorkflowClient.start(wave::run, input), input.wave());
  }

  /**
   * Starts the rollback of a wave. One that runs is left alone, one that completed too; one that
   * was terminated or failed starts anew.
   */
  void startRollback(RollbackWorkflow.Input input) throws TemporalUnavailable {
    RollbackWorkflow rollback =
        client.newWorkflowStub(
            RollbackWorkflow.class,
            options(RollbackWorkflow.id(input.wave(), input.part()))
                .setWorkflowTaskTimeout(WaveWorkflow.taskTimeout(input.runbook()))
                .setWorkflowIdConflictPolicy(
                    WorkflowIdConflictPolicy.WORKFLOW_ID_CONFLICT_POLICY_USE_EXISTING)
                .setWorkflowIdReusePolicy(
                    WorkflowIdReusePolicy.WORKFLOW_ID_REUSE_POLICY_ALLOW_DUPLICATE_FAILED_ONLY)
                .build());
    start(() -> WorkflowClient.start(rollback::run, input), input.wave());
  }

  void decide(String wave, UUID message) throws TemporalUnavailable {
    signal(() -> wave(wave).decide(message.toString()), wave);
  }

  void hold(String wave, UUID message) throws TemporalUnavailable {
    signal(() -> wave(wave).hold(message.toString()), wave);
  }

  void resume(String wave, UUID message) throws TemporalUnavailable {
    signal(() -> wave(wave).resume(message.toString()), wave);
  }

  void direct(String wave, UUID message) throws TemporalUnavailable {
    signal(() -> wave(wave).direct(message.toString()), wave);
  }

  /** Of a wave that moves nothing: it ends by itself, there is nothing to take back. */
  void endEarly(String wave, UUID message) throws TemporalUnavailable {
    signal(() -> wave(wave).requestRollback(message.toString()), wave);
  }

  /**
   * @param part null for the rollback of the whole wave
   */
  void directRollback(String wave, @Nullable Part part, UUID message) throws TemporalUnavailable {
    RollbackWorkflow rollback =
        client.newWorkflowStub(RollbackWorkflow.class, RollbackWorkflow.id(wave, part));
    signal(() -> rollback.direct(message.toString()), wave);
  }

  private WorkflowOptions.Builder options(String id) {
    return WorkflowOptions.newBuilder().setWorkflowId(id).setTaskQueue(queues.ledger());
  }

  private WaveWorkflow wave(String wave) {
    return client.newWorkflowStub(WaveWorkflow.class, WaveWorkflow.id(wave));
  }

  private void start(Runnable call, String wave) throws TemporalUnavailable {
    try {
      call.run();
    } catch (WorkflowExecutionAlreadyStarted started) {
      LOG.debug("{} of wave {} was started before", started.getWorkflowType(), wave);
    } catch (WorkflowServiceException | StatusRuntimeException e) {
      throw away(e);
    }
  }

  /**
   * A wave without a running workflow keeps its row: it is either not started yet, and will be, or
   * closed.
   */
  private void signal(Runnable call, String wave) throws TemporalUnavailable {
    try {
      call.run();
    } catch (WorkflowNotFoundException e) {
      LOG.warn("Wave {} has no running workflow to wake", wave);
    } catch (WorkflowServiceException | StatusRuntimeException e) {
      throw away(e);
    }
  }

  private TemporalUnavailable away(RuntimeException e) {
    Throwable cause =
        e instanceof WorkflowServiceException && e.getCause() != null ? e.getCause() : e;
    return new TemporalUnavailable(
        "Temporal at " + connection.address() + ": " + cause.getMessage(), e);
  }
}
