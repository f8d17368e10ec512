package io.tidegate.api.command;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import io.tidegate.ledger.Ledger;
import io.tidegate.ledger.Message;
import io.tidegate.ledger.NewEntry;
import io.tidegate.ledger.NewWave;
import io.tidegate.ledger.RollbackRequest;
import io.tidegate.ledger.Subject;
import io.tidegate.ledger.WaveHead;
import io.tidegate.ledger.WaveState;
import io.tidegate.runbooks.Runbook;
import io.tidegate.workflows.RollbackWorkflow;
import io.tidegate.workflows.WaveInput;
import io.tidegate.workflows.Window;
import io.tidegate.workflows.Wire;
import io.tidegate.workflows.message.MessageBody;
import io.tidegate.workflows.message.Part;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * Tells Temporal what stands in the ledger: starts the workflow of a wave, wakes it for a message,
 * starts a rollback. Each may be done any number of times; only the rows count.
 */
public final class Delivery {

  private static final int WHOLE_WAVE = 0;
  private static final String LIVE = "LIVE";

  private final Ledger ledger;
  private final Temporal temporal;
  private final Runbooks runbooks;
  private final RollbackRequests requests;

  public Delivery(Ledger ledger, Temporal temporal, Runbooks runbooks) {
    this.ledger = ledger;
    this.temporal = temporal;
    this.runbooks = runbooks;
    this.requests = new RollbackRequests(ledger);
  }

  /** Returns when Temporal answers. */
  void probe() throws TemporalUnavailable {
    temporal.probe();
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
            publishers(wave),
            windows(wave),
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

  /** While a wave or a unit rolls back, what is parked is an undo of that rollback. */
  private void direct(Message message) throws TemporalUnavailable {
    String wave = message.wave();
    Optional<Part> part =
        body(message, MessageBody.Directive.class)
            .flatMap(said -> requests.partOf(wave, said.unit()));
    boolean rollsBack =
        ledger.waves().head(wave).filter(row -> row.state() == WaveState.ROLLING_BACK).isPresent();
    if (part.isPresent()) {
      temporal.directRollback(wave, part.get(), message.id());
    } else if (rollsBack) {
      temporal.directRollback(wave, null, message.id());
    } else {
      temporal.direct(wave, message.id());
    }
  }

  /**
   * Once is the ledger's row: Temporal frees the id of a workflow at its retention. The rollback of
   * a closed wave is not started again, but for one that did not come to say that it had ended.
   */
  private void rollBack(Message message) throws TemporalUnavailable {
    WaveHead wave = ledger.waves().head(message.wave()).orElseThrow();
    if (!wave.request().mode().equals(LIVE)) {
      temporal.endEarly(message.wave(), message.id());
      return;
    }
    MessageBody.Rollback said = RollbackRequests.body(message);
    Part part = said.part();
    if (wave.state().isClosed() && (part != null || hasEnded(wave))) {
      return;
    }
    ledger
        .rollbacks()
        .request(
            new RollbackRequest(
                message.wave(),
                part == null ? WHOLE_WAVE : part.number(),
                message.bodyJson(),
                message.subject()),
            new NewEntry(
                "rollback-opened", message.wave(), message.subject().label(), message.bodyJson()));
    String digest = wave.request().runbookDigest();
    Runbook runbook = runbooks.compiled(digest);
    temporal.startRollback(
        new RollbackWorkflow.Input(
            message.wave(),
            runbook,
            digest,
            message.id().toString(),
            message.subject().name(),
            said.reason(),
            temporal.queues().prefix(),
            part));
  }

  private boolean hasEnded(WaveHead wave) {
    return wave.state() != WaveState.ROLLED_BACK
        || ledger.journal().list(wave.wave()).stream()
            .anyMatch(row -> row.step().equals(RollbackWorkflow.ENDED));
  }

  /** As they stand in the request, in its one form. */
  private static List<Window> windows(NewWave wave) {
    try {
      JsonNode asked = Wire.mapper().readTree(wave.requestJson()).path("windows");
      List<Window> windows = new ArrayList<>();
      for (JsonNode window : asked) {
        windows.add(Wire.mapper().treeToValue(window, Window.class));
      }
      return windows;
    } catch (JsonProcessingException e) {
      throw new IllegalStateException("the request of wave " + wave.wave() + " cannot be read", e);
    }
  }

  /** Everybody who put these bytes: none of them may approve what they wrote. */
  private List<String> publishers(NewWave wave) {
    return ledger.runbooks().publishers(wave.runbookDigest()).stream().map(Subject::name).toList();
  }

  private static <T extends MessageBody> Optional<T> body(Message message, Class<T> type) {
    try {
      return Optional.of(Wire.mapper().readValue(message.bodyJson(), type));
    } catch (JsonProcessingException e) {
      throw new IllegalStateException("message " + message.id() + " cannot be read", e);
    }
  }
}
