package io.tidegate.api.command;

import com.fasterxml.jackson.core.JsonProcessingException;
import io.tidegate.ledger.Ledger;
import io.tidegate.ledger.Message;
import io.tidegate.ledger.NewEntry;
import io.tidegate.ledger.NewWave;
import io.tidegate.ledger.Put;
import io.tidegate.ledger.Rollback;
import io.tidegate.ledger.RollbackRequest;
import io.tidegate.ledger.WaveRow;
import io.tidegate.ledger.WaveState;
import io.tidegate.runbooks.Runbook;
import io.tidegate.workflows.RollbackWorkflow;
import io.tidegate.workflows.WaveInput;
import io.tidegate.workflows.Wire;
import io.tidegate.workflows.message.MessageBody;

/**
 * Tells Temporal what stands in the ledger: starts the workflow of a wave, wakes it for a message,
 * starts a rollback. Each may be done any number of times; only the rows count.
 */
public final class Delivery {

  private static final int WHOLE_WAVE = 0;

  private final Ledger ledger;
  private final Temporal temporal;
  private final Runbooks runbooks;

  public Delivery(Ledger ledger, Temporal temporal, Runbooks runbooks) {
    this.ledger = ledger;
    this.temporal = temporal;
    this.runbooks = runbooks;
  }

  /** Starts the workflow of a wave that stands in the ledger. */
  public void start(NewWave wave) throws TemporalUnavailable {
    temporal.startWave(
        new WaveInput(
            wave.wave(),
            wave.mode(),
            runbooks.compiled(wave.runbookDigest()),
            wave.runbookDigest(),
            wave.startedBy().name(),
            publisher(wave),
            temporal.queues().prefix()));
  }

  /** Brings a message that stands in the ledger to its workflow. */
  public void deliver(Message message) throws TemporalUnavailable {
    switch (message.kind()) {
      case DECIDE, REVOKE -> temporal.decide(message.wave(), message.id());
      case HOLD -> temporal.hold(message.wave(), message.id());
      case RESUME -> temporal.resume(message.wave(), message.id());
      case DIRECT -> direct(message);
      case ROLLBACK -> rollBack(message);
    }
  }

  /** While a wave rolls back, what is parked is an undo of its rollback. */
  private void direct(Message message) throws TemporalUnavailable {
    boolean rollsBack =
        ledger
            .waves()
            .find(message.wave())
            .filter(wave -> wave.state() == WaveState.ROLLING_BACK)
            .isPresent();
    boolean asked =
        ledger
            .rollbacks()
            .find(message.wave(), WHOLE_WAVE)
            .filter(rollback -> rollback.end().isEmpty())
            .isPresent();
    if (rollsBack || asked) {
      temporal.directRollback(message.wave(), message.id());
    } else {
      temporal.direct(message.wave(), message.id());
    }
  }

  /**
   * Once is the ledger's row: Temporal frees the id of a workflow at its retention. A rollback that
   * has ended is not started again.
   */
  private void rollBack(Message message) throws TemporalUnavailable {
    WaveRow wave = ledger.waves().find(message.wave()).orElseThrow();
    var request =
        new RollbackRequest(message.wave(), WHOLE_WAVE, message.bodyJson(), message.subject());
    Put<Rollback> put =
        ledger
            .rollbacks()
            .request(
                request,
                new NewEntry(
                    "rollback-opened",
                    message.wave(),
                    message.subject().label(),
                    message.bodyJson()));
    if (put.standing().end().isPresent()) {
      return;
    }
    String digest = wave.request().runbookDigest();
    Runbook runbook = runbooks.compiled(digest);
    temporal.startRollback(
        new RollbackWorkflow.Input(
            message.wave(),
            runbook,
            digest,
            message.id().toString(),
            message.subject().name(),
            reasonOf(message),
            temporal.queues().prefix()));
  }

  private String publisher(NewWave wave) {
    return ledger
        .runbooks()
        .byDigest(wave.runbookDigest())
        .map(version -> version.by().name())
        .orElseThrow(
            () -> new IllegalStateException("the ledger has no runbook " + wave.runbookDigest()));
  }

  private static String reasonOf(Message message) {
    try {
      return Wire.mapper().readValue(message.bodyJson(), MessageBody.Rollback.class).reason();
    } catch (JsonProcessingException e) {
      throw new IllegalStateException("rollback message " + message.id() + " cannot be read", e);
    }
  }
}
