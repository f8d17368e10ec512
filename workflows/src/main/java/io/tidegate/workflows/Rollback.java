package io.tidegate.workflows;

import static io.tidegate.workflows.Reading.answer;

import io.temporal.failure.ActivityFailure;
import io.temporal.failure.ApplicationFailure;
import io.temporal.failure.TemporalFailure;
import io.temporal.workflow.Workflow;
import io.temporal.workflow.WorkflowInit;
import io.tidegate.runbooks.MigrationUnit;
import io.tidegate.workflows.activity.Failures;
import io.tidegate.workflows.activity.LedgerActivities.Entry;
import io.tidegate.workflows.activity.LedgerActivities.LastView;
import io.tidegate.workflows.activity.LedgerActivities.Message;
import io.tidegate.workflows.activity.LedgerActivities.Receipt;
import io.tidegate.workflows.message.MessageBody;
import io.tidegate.workflows.message.Part;
import io.tidegate.workflows.view.RollbackView;
import io.tidegate.workflows.view.WaveState;
import io.tidegate.workflows.view.WaveView;
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
  private static final Duration PARK_MAX = Duration.ofSeconds(60);

  private final Input input;
  private final RollbackStart start;
  private Deck deck;
  private final Inbox inbox;
  private final List<MigrationUnit> units;
  private boolean waveParked;
  private @Nullable String unauthorised;
  private Stranding stranding = Stranding.NONE;
  private @Nullable Asking asking;
  private @Nullable PartTold told;
  private RollbackView view;

  @WorkflowInit
  public Rollback(Input input) {
    this.input = input;
    this.start = new RollbackStart(input);
    this.deck =
        Deck.of(
            input.wave(),
            input.digest(),
            input.runbook(),
            start.keys(0),
            new Queues(input.queues()),
            ViewBook.ofAnother(input.wave(), input.runbook(), input.digest()));
    this.inbox = new Inbox(deck, this::reply);
    this.units = start.units();
    this.view = start.view();
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
      List<Entry> journal = deck.scribe().readJournal().entries();
      deck = deck.withKeys(start.keys(RollbackFacts.timesLetGoOn(journal, input.part())));
      stranding = Stranding.count(deck, journal, units);
      boolean begun = RollbackFacts.isUnderWay(journal, input.part());
      asking = new Asking(deck, input.part(), units, stranding, begun);
      var unused = Coroutines.start("inbox", inbox::drain);
      rollBack();
    } catch (TemporalFailure failure) {
      throw new Defect(
          "the rollback of wave " + input.wave() + " failed: " + failure.getMessage(), failure);
    }
    Workflow.await(
        () ->
            inbox.isQuiet()
                && (told == null || told.isQuiet())
                && Workflow.isEveryHandlerFinished());
  }

  /** Why this is no rollback of the wave in the ledger. */
  private Optional<String> foreign() {
    try {
      return start.differs(deck.scribe().readView());
    } catch (ActivityFailure unknown) {
      return Optional.of(StepRunner.reasonOf(unknown));
    }
  }

  /** True when the row that asks for this rollback was accepted. */
  private boolean isAuthorised() {
    Workflow.await(() -> inbox.receipt(input.messageId()) != null);
    Receipt authority = inbox.receipt(input.messageId());
    if (authority == null) {
      deny("nobody asked for it");
      return false;
    }
    if (authority.outcome().equals(Replies.ACCEPTED)) {
      return true;
    }
    deny(authority.reason());
    if (authority.outcome().equals(Replies.STRANDED)) {
      tellRefusal();
    }
    return false;
  }

  private void rollBack() {
    if (!isAuthorised() || (input.part() != null && !claim(input.part()))) {
      return;
    }
    boolean heard = Outside.requestRollback(input.wave(), input.messageId());
    if (heard && !RollbackFacts.hasParked(deck.scribe().readJournal().entries(), input.part())) {
      Waiting.atMost(PARK_MAX, () -> waveParked);
    }
    List<Entry> journal = deck.scribe().readJournal().entries();
    LastView seen = deck.scribe().readView();
    Undoing undoing = new Undoing(deck, units, journal, view, stranding, input.part());
    if (seen.view() != null && seen.view().state().isClosed()) {
      closed(undoing, seen, seen.view(), journal);
      return;
    }
    if (undoing.isCompleting()) {
      if (!heard && input.part() == null) {
        undoing.finish(seen, true);
      }
      refuse("complete has begun: the source is retired as the way back");
      return;
    }
    deck.scribe().journalWave(RollbackFacts.BEGUN, PartFact.about(input.part()));
    if (!undoing.takeUnits()) {
      undoing.finish(seen, input.part() == null); // the wave cannot any more
      refuse("complete has begun: the source is retired as the way back");
      if (input.part() == null) {
        end();
      }
      return;
    }
    long ceiling = asking == null ? 0 : asking.ceiling();
    Optional<String> loses =
        input.part() == null ? undoing.run(seen, ceiling) : undoing.runPart(ceiling);
    if (loses.isPresent()) {
      goNoFurther(loses.get(), undoing.stranding());
    } else if (input.part() == null) {
      end();
    }
  }

  /**
   * The wave stays parked: it can only go back, and is asked to again, with more accepted or when
   * the application has read what it had not.
   */
  private void goNoFurther(String why, Stranding left) {
    stranding = left;
    String shown = "the rollback goes no further: " + why;
    if (input.part() == null) {
      deck.book().wave(WaveState.NEEDS_OPERATOR, shown);
    }
    deny(why);
    deck.scribe()
        .journalWave(
            WENT_NO_FURTHER, PartFact.about(input.part()).put("message", input.messageId()));
    deck.notices().needsOperator("", shown);
    deck.notices().awaitSent();
    tellRefusal();
  }

  private void end() {
    deck.scribe().journalWave(ENDED, Scribe.detail("state", view().state().name()));
    var unused = Outside.rollbackEnded(input.wave());
  }

  /** An earlier run may have undone everything, and told nobody that it had ended. */
  private void closed(Undoing undoing, LastView seen, WaveView wave, List<Entry> journal) {
    RollbackView before = wave.rollback();
    boolean untold =
        input.part() == null
            && wave.state() == WaveState.ROLLED_BACK
            && !RollbackFacts.hasEnded(journal);
    if (untold && before != null) {
      view = before;
      deck.book().rollback(before);
      end();
      return;
    }
    if (before == null && input.part() == null) {
      undoing.takeOver(seen); // what an earlier one came to stands
    }
    refuse("the wave is closed: " + wave.state());
  }

  /**
   * Writes down which units this rollback takes back, and then looks who else does.
   *
   * @return false when somebody else was first
   */
  private boolean claim(Part part) {
    deck.scribe().journalWave(RollbackWorkflow.PART, new PartFact(part, view, List.of()).json());
    PartTold telling = new PartTold(deck, part);
    told = telling;
    var unused = Coroutines.start("telling", telling::run);
    List<Entry> journal = deck.scribe().readJournal().entries();
    if (RollbackFacts.hasBegunWhole(journal)) {
      refuse("the whole wave rolls back already");
      return false;
    }
    Optional<PartFact> first =
        PartFact.standing(journal).stream()
            .filter(other -> other.part().number() < part.number())
            .filter(other -> part.units().stream().anyMatch(other::has))
            .findFirst();
    first.ifPresent(
        other ->
            refuse(
                "rollback "
                    + other.part().number()
                    + " takes units "
                    + other.part().units()
                    + " back already"));
    return first.isEmpty();
  }

  private void tellRefusal() {
    RollbackFacts.refuse(deck.scribe(), view, input.part(), input.messageId());
    var unused = Outside.rollbackEnded(input.wave());
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
            counted ? stranding.shownUnread() : null);
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
    if (message.id().equals(input.messageId()) && asking != null) {
      return asking.judge(message);
    }
    if (!message.kind().equals(MessageBody.Directive.KIND)) {
      return answer(
          message, Replies.REFUSED, "the wave rolls back; allowed: a directive on a parked step");
    }
    return Reading.of(
        message, MessageBody.Directive.class, said -> Directives.apply(deck, message, said));
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
