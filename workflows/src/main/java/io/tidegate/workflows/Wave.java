package io.tidegate.workflows;

import io.temporal.failure.CanceledFailure;
import io.temporal.failure.TemporalFailure;
import io.temporal.workflow.CancellationScope;
import io.temporal.workflow.Workflow;
import io.temporal.workflow.WorkflowInit;
import io.tidegate.runbooks.MigrationUnit;
import io.tidegate.workflows.RollbackFacts.Refusal;
import io.tidegate.workflows.activity.LedgerActivities.Entry;
import io.tidegate.workflows.activity.LedgerActivities.Message;
import io.tidegate.workflows.activity.LedgerActivities.Receipt;
import io.tidegate.workflows.message.MessageBody;
import io.tidegate.workflows.message.Part;
import io.tidegate.workflows.view.RollbackView;
import io.tidegate.workflows.view.WaveState;
import io.tidegate.workflows.view.WaveView;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The workflow of a wave: its main coroutine takes the units through their steps, the inbox's
 * coroutine applies what people say, and a rollback stops the one and not the other.
 *
 * <p>Everything is in a detached scope: a cancellation of the workflow, which anyone with access to
 * the namespace can ask for, would close it at once and leave applications stopped.
 */
public final class Wave implements WaveWorkflow {
  /** In a journal, about the whole wave: it will touch nothing more. */
  static final String PARKED = "parked";

  private final WaveInput input;
  private final Deck deck;
  private final Stop stop;
  private final Gatehouse house;
  private final Course course;
  private final Gates gates;
  private final Replies replies;
  private final Inbox inbox;
  private @Nullable CancellationScope work;
  private long rollbackSignals;
  private @Nullable RollbackView shownRefusal;
  private final Parts parts = new Parts();

  @WorkflowInit
  public Wave(WaveInput input) {
    this.input = input;
    Deck loud =
        Deck.of(
            input.wave(),
            input.digest(),
            input.runbook(),
            input.wave(),
            new Queues(input.queues()),
            ViewBook.unopened(input.wave(), input.mode(), input.runbook(), input.digest()));
    this.deck = input.mode().equals(ViewBook.DRY_RUN) ? loud.unheard() : loud;
    this.stop = new Stop(deck.notices()::held);
    this.gates = new Gates(deck, input.startedBy(), input.publishedBy());
    this.replies = new Replies(deck, gates, stop, this::startRollback, this::park, this::takeOut);
    this.inbox = new Inbox(deck, replies::reply);
    ChangeWindows windows = new ChangeWindows(input.windows());
    this.house = new Gatehouse(deck, gates, stop, windows, inbox::isQuiet);
    this.course = new Course(house, inbox, replies, parts, this::alarm);
  }

  @Override
  public WaveView run(WaveInput sameInput) {
    Workflow.newDetachedCancellationScope(this::live).run();
    return view();
  }

  private void live() {
    var unused = Coroutines.start("inbox", inbox::drain);
    var unusedToo = Coroutines.start("rollbacks", this::showRollbacks);
    CancellationScope forward = Workflow.newCancellationScope(this::forward);
    work = forward;
    try {
      forward.run();
    } catch (CanceledFailure stopped) {
      if (isLive()) {
        handOver();
      } else {
        endEarly();
      }
    } catch (TemporalFailure failure) {
      throw new Defect("wave " + input.wave() + " failed: " + failure.getMessage(), failure);
    }
    deck.notices().closed(closing());
    Workflow.await(() -> inbox.isQuiet() && Workflow.isEveryHandlerFinished());
  }

  private String closing() {
    WaveView end = view();
    return end.state() + ": " + end.reason();
  }

  private void forward() {
    switch (input.mode()) {
      case ViewBook.LIVE -> course.run();
      case ViewBook.DRY_RUN -> new DryRun(house, replies).run();
      case ViewBook.REHEARSAL -> new Rehearsal(house, replies).run();
      default -> {
        String why = "no such mode: " + input.mode() + "; allowed: LIVE, REHEARSAL, DRY_RUN";
        deck.book().wave(WaveState.REFUSED, why);
        deck.tell("refused", Scribe.detail("mode", input.mode()));
      }
    }
  }

  private boolean isLive() {
    return input.mode().equals(ViewBook.LIVE);
  }

  /** Nothing of the applications was touched: there is nothing to take back. */
  private void endEarly() {
    String why = "ended early; nothing of the applications was touched";
    deck.unitNames().forEach(deck.book()::rolledBack);
    deck.book().wave(WaveState.ROLLED_BACK, why);
    deck.tell("rolled-back", Scribe.detail("reason", why));
  }

  private void park() {
    stop.rollBack();
    gates.supersedeAll();
    if (work != null) {
      work.cancel("rollback");
    }
  }

  /** A written trigger asks as a person does: with a row of the ledger. */
  private void alarm(MigrationUnit unit, String why) {
    if (!stop.isRollingBack()) {
      var unused = startRollback(deck.scribe().askRollback(unit.unit(), why));
    }
  }

  /**
   * The api starts a rollback that a person asked for; a directive on a parked step and a trigger
   * come to the wave alone. It asks the wave to park when it has counted what would be lost.
   *
   * @return false where a rollback was started already
   */
  private boolean startRollback(Message asked) {
    if (!isLive()) {
      park();
      return true;
    }
    boolean directed = asked.kind().equals(MessageBody.Directive.KIND);
    return Outside.startRollback(
        new RollbackWorkflow.Input(
            input.wave(),
            input.runbook(),
            input.digest(),
            asked.id(),
            asked.subject(),
            directed ? "directive on a parked step" : "a written trigger",
            input.queues(),
            null));
  }

  /** Some units go back, the others go on: their rollback begins when nothing of them acts. */
  private void takeOut(Part part) {
    parts.taken(part);
    course.takeOut(part.units());
    var unused = Coroutines.start("parting " + part.number(), () -> part(part));
  }

  private void part(Part part) {
    Workflow.await(() -> course.haveLeft(part.units()));
    part.units().forEach(unit -> deck.book().goesOn(unit, WaveState.ROLLING_BACK));
    deck.tell("units-parked", Scribe.detail("units", String.join(", ", part.units())));
    deck.scribe().journalWave(PARKED, PartFact.about(part));
    var unused = Outside.parked(input.wave(), part);
  }

  /** One that was refused did not touch the wave, one of some units leaves the wave its view. */
  private void showRollbacks() {
    long seen = 0;
    while (true) {
      long before = seen;
      Workflow.await(() -> rollbackSignals > before && !stop.isRollingBack());
      seen = rollbackSignals;
      List<Entry> journal = deck.scribe().readJournal().entries();
      if (RollbackFacts.hasEnded(journal)) {
        park(); // nobody was heard who asked for it
        return;
      }
      if (parts.show(journal, deck.book())) {
        deck.tell("rollback-shown", Scribe.detail());
      }
      List<Refusal> refusals = RollbackFacts.refusals(journal);
      refusals.forEach(refusal -> replies.refused(refusal.message()));
      refusals.stream()
          .map(Refusal::shown)
          .reduce((earlier, later) -> later)
          .filter(refused -> !refused.equals(shownRefusal))
          .ifPresent(this::showRefusal);
    }
  }

  private void showRefusal(RollbackView refused) {
    shownRefusal = refused;
    deck.book().rollback(refused);
    deck.tell("rollback-refused-shown", Scribe.detail());
    if (refused.by().equals(Scribe.TIDEGATE)) {
      proposeInstead(refused.reason());
    }
  }

  /** What a trigger asked for and did not get is for people to decide. */
  private void proposeInstead(String why) {
    String proposal = "a written trigger asked for a rollback, which was refused: " + why;
    deck.tell("rollback-proposed", Scribe.detail("reason", proposal));
    deck.notices().rollbackProposed("", proposal);
  }

  /** Leaves the way back to the rollback's workflow; the ledger says when that has ended. */
  private void handOver() {
    deck.book().everyUnit(WaveState.ROLLING_BACK);
    deck.book().wave(WaveState.ROLLING_BACK, "parked for its rollback");
    deck.tell("parked", Scribe.detail("reason", "rollback"));
    deck.scribe().journalWave(PARKED, Scribe.detail());
    var unused = Outside.parked(input.wave(), null);
    long seen = 0;
    boolean ended = false;
    while (!ended) {
      long before = seen;
      Workflow.await(() -> rollbackSignals > before);
      seen = rollbackSignals;
      ended = RollbackFacts.hasEnded(deck.scribe().readJournal().entries());
    }
    deck.book().takeOver(deck.scribe().readView().view());
  }

  @Override
  public void decide(String messageId) {
    inbox.add(messageId);
  }

  @Override
  public void hold(String messageId) {
    inbox.add(messageId);
  }

  @Override
  public void resume(String messageId) {
    inbox.add(messageId);
  }

  @Override
  public void direct(String messageId) {
    inbox.add(messageId);
  }

  @Override
  public void requestRollback(String messageId) {
    if (replies.hasStarted(messageId)) {
      inbox.addAgain(messageId);
    } else {
      inbox.add(messageId);
    }
  }

  @Override
  public void rollbackEnded() {
    rollbackSignals++;
  }

  @Override
  public WaveView view() {
    return deck.book().view();
  }

  @Override
  public @Nullable Receipt receipt(String messageId) {
    return inbox.receipt(messageId);
  }
}
