package io.tidegate.workflows;

import static io.tidegate.workflows.Reading.answer;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.temporal.failure.ActivityFailure;
import io.temporal.failure.ApplicationFailure;
import io.temporal.failure.TemporalFailure;
import io.temporal.workflow.Workflow;
import io.temporal.workflow.WorkflowInit;
import io.tidegate.workflows.activity.Failures;
import io.tidegate.workflows.activity.LedgerActivities.Entry;
import io.tidegate.workflows.activity.LedgerActivities.LastView;
import io.tidegate.workflows.activity.LedgerActivities.Message;
import io.tidegate.workflows.activity.LedgerActivities.Receipt;
import io.tidegate.workflows.message.MessageBody;
import io.tidegate.workflows.view.RollbackView;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * The workflow of a rollback. The wave is asked to park; whether it does, is slow or is gone, the
 * journal in the ledger says what there is to undo, and the next fence of each unit keeps
 * everything else from acting.
 */
public final class Rollback implements RollbackWorkflow {
  /** In a journal, about the whole wave. */
  static final String ENDED = "rollback-ended";

  /** In a journal, about the whole wave, which it did not touch. */
  static final String REFUSED = "rollback-refused";

  private static final ObjectMapper JSON = Wire.mapper();

  private static final Duration PARK_MAX = Duration.ofSeconds(60);

  private final Input input;
  private final Deck deck;
  private final Inbox inbox;
  private boolean waveParked;
  private @Nullable String unauthorised;
  private Stranding stranding = Stranding.NONE;
  private RollbackView view;

  @WorkflowInit
  public Rollback(Input input) {
    this.input = input;
    this.deck =
        Deck.of(
            input.wave(),
            input.digest(),
            input.runbook(),
            input.wave() + "/rollback",
            new Queues(input.queues()),
            ViewBook.ofAnother(input.wave(), input.runbook(), input.digest()));
    this.inbox = new Inbox(deck, this::reply);
    this.view =
        new RollbackView(
            RollbackView.State.RUNNING,
            input.by(),
            input.reason(),
            deck.unitNames(),
            null,
            null,
            null);
    inbox.add(input.messageId());
  }

  @Override
  public RollbackView run(Input sameInput) {
    Workflow.newDetachedCancellationScope(this::live).run();
    if (unauthorised != null) {
      // FAILED, so that the id is free for somebody who may: a forged start must not use up the
      // wave's one rollback
      throw ApplicationFailure.newNonRetryableFailure(unauthorised, Failures.REFUSED);
    }
    return view();
  }

  private void live() {
    try {
      Optional<String> foreign = foreign();
      if (foreign.isPresent()) {
        deny(foreign.get()); // its messages stay unread, for a rollback that is started rightly
        return;
      }
      stranding = Stranding.count(deck, deck.scribe().readJournal().entries());
      var unused = Coroutines.start("inbox", inbox::drain);
      rollBack();
    } catch (TemporalFailure failure) {
      throw new Defect(
          "the rollback of wave " + input.wave() + " failed: " + failure.getMessage(), failure);
    }
    Workflow.await(() -> inbox.isQuiet() && Workflow.isEveryHandlerFinished());
  }

  /**
   * How the input differs from the wave in the ledger. Whoever starts a workflow chooses its input,
   * and the runbook says who may ask and what there is to undo.
   */
  private Optional<String> foreign() {
    LastView known;
    try {
      known = deck.scribe().readView();
    } catch (ActivityFailure unknown) {
      return Optional.of(StepRunner.reasonOf(unknown));
    }
    if (!known.digest().equals(input.digest())) {
      return Optional.of(
          "wave "
              + input.wave()
              + " has the runbook "
              + known.digest()
              + ", not "
              + input.digest()
              + " as this rollback was started with");
    }
    return known.runbook().equals(input.runbook())
        ? Optional.empty()
        : Optional.of(
            "this rollback was started with another runbook than the one of " + input.digest());
  }

  private void rollBack() {
    Workflow.await(() -> inbox.receipt(input.messageId()) != null);
    Receipt authority = inbox.receipt(input.messageId());
    if (authority == null || !authority.outcome().equals(Replies.ACCEPTED)) {
      deny(authority == null ? "nobody asked for it" : authority.reason());
      if (authority != null && authority.outcome().equals(Replies.STRANDED)) {
        deck.scribe().journalWave(REFUSED, JSON.valueToTree(view));
        var unused = Outside.rollbackEnded(input.wave());
      }
      return;
    }
    boolean heard = Outside.requestRollback(input.wave(), input.messageId());
    if (heard && !hasParked(deck.scribe().readJournal().entries())) {
      Waiting.atMost(PARK_MAX, () -> waveParked);
    }
    List<Entry> journal = deck.scribe().readJournal().entries();
    LastView seen = deck.scribe().readView();
    Undoing undoing = new Undoing(deck, journal, view, stranding);
    if (seen.view() != null && seen.view().state().isClosed()) {
      if (seen.view().rollback() == null) {
        undoing.takeOver(seen); // what an earlier one came to stands
      }
      refuse("the wave is closed: " + seen.view().state());
      return;
    }
    if (Undoing.isCompleting(deck, journal)) {
      if (!heard) {
        undoing.finish(seen);
      }
      refuse("complete has begun: the source is retired as the way back");
      return;
    }
    if (!undoing.takeUnits()) {
      undoing.finish(seen); // the wave cannot any more
      refuse("complete has begun: the source is retired as the way back");
      end();
      return;
    }
    undoing.run(seen);
    end();
  }

  private void end() {
    deck.scribe().journalWave(ENDED, Scribe.detail("state", view.state().name()));
    var unused = Outside.rollbackEnded(input.wave());
  }

  static RollbackView refusedView(Entry refused) {
    try {
      return JSON.readValue(refused.detail(), RollbackView.class);
    } catch (JsonProcessingException e) {
      throw new Defect("the journal holds no readable refusal: " + e.getOriginalMessage(), e);
    }
  }

  /** A rollback that was started after the wave had parked is not told so again. */
  private static boolean hasParked(List<Entry> journal) {
    return journal.stream()
        .anyMatch(entry -> entry.unit().isEmpty() && entry.step().equals(Wave.PARKED));
  }

  private void deny(String why) {
    unauthorised = why;
    refuse(why);
  }

  /** It shows in the wave where this workflow keeps its view; a running wave shows it by itself. */
  private void refuse(String why) {
    boolean counted = stranding.stranded() > 0;
    view =
        new RollbackView(
            RollbackView.State.REFUSED,
            view.by(),
            why,
            view.units(),
            null,
            counted ? Long.toString(stranding.stranded()) : null,
            counted ? Long.toString(stranding.unread()) : null);
    deck.book().rollback(view);
    deck.scribe()
        .record(
            "rollback-refused",
            input.by(),
            Scribe.detail("reason", why),
            deck.book().saved(),
            List.of());
  }

  /** The row that asks for this rollback, and RETRY for an undo that is parked. */
  private Receipt reply(Message message) {
    if (message.id().equals(input.messageId())) {
      return authority(message);
    }
    if (!message.kind().equals(MessageBody.Directive.KIND)) {
      return answer(
          message, Replies.REFUSED, "the wave rolls back; allowed: a directive on a parked step");
    }
    return Reading.of(
        message, MessageBody.Directive.class, said -> Directives.apply(deck, message, said));
  }

  private Receipt authority(Message message) {
    return switch (message.kind()) {
      case MessageBody.Rollback.KIND ->
          Reading.of(message, MessageBody.Rollback.class, said -> mayAsk(message, said.ceiling()));
      case MessageBody.Rollback.TRIGGERED ->
          withinCeiling(message, 0, "a written trigger rolls the wave back");
      case MessageBody.Directive.KIND ->
          Reading.of(
              message,
              MessageBody.Directive.class,
              said ->
                  said.directive() == MessageBody.Order.ROLLBACK
                      ? mayAsk(message, 0)
                      : asksForNone(message));
      default -> asksForNone(message);
    };
  }

  private Receipt mayAsk(Message message, long ceiling) {
    return Roles.mayRollBack(input.runbook(), message.roles())
        ? withinCeiling(message, ceiling, "the wave rolls back")
        : answer(message, Replies.NOT_ELIGIBLE, Roles.ROLLBACK_NEEDS);
  }

  private Receipt withinCeiling(Message message, long ceiling, String accepted) {
    return stranding
        .refusal(ceiling)
        .map(why -> answer(message, Replies.STRANDED, why))
        .orElseGet(() -> answer(message, Replies.ACCEPTED, accepted));
  }

  private static Receipt asksForNone(Message message) {
    return answer(message, Replies.REFUSED, "message " + message.id() + " asks for no rollback");
  }

  @Override
  public void parked() {
    waveParked = true;
  }

  @Override
  public void direct(String messageId) {
    inbox.add(messageId);
  }

  @Override
  public RollbackView view() {
    return deck.book().shownRollback().orElse(view);
  }

  @Override
  public @Nullable Receipt receipt(String messageId) {
    return inbox.receipt(messageId);
  }
}
