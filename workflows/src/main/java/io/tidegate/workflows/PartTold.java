package io.tidegate.workflows;

import io.temporal.workflow.Workflow;
import io.tidegate.workflows.PartFact.UnitNow;
import io.tidegate.workflows.activity.LedgerActivities.Entry;
import io.tidegate.workflows.activity.LedgerActivities.LastView;
import io.tidegate.workflows.message.Part;
import io.tidegate.workflows.view.RollbackView;
import io.tidegate.workflows.view.WaveState;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * Lets people see a rollback of some units. The view is the wave's: its workflow is told by facts
 * in the journal and shows them. Where that workflow is gone, and no rollback of the whole wave has
 * the view, it is saved here.
 */
final class PartTold {
  private final Deck deck;
  private final Part part;
  private final Map<String, UnitNow> known = new HashMap<>(); // asked, never iterated
  private long told;
  private boolean telling;

  PartTold(Deck deck, Part part) {
    this.deck = deck;
    this.part = part;
  }

  /** The coroutine; ends with the workflow. */
  void run() {
    while (true) {
      Workflow.await(() -> deck.book().changes() > told);
      telling = true;
      told = deck.book().changes();
      tell();
      telling = false;
    }
  }

  /** True when all that happened so far was told. */
  boolean isQuiet() {
    return !telling && deck.book().changes() == told;
  }

  private void tell() {
    RollbackView rollback = deck.book().shownRollback().orElse(null);
    if (rollback == null) {
      return;
    }
    List<UnitNow> changed =
        part.units().stream()
            .map(unit -> UnitNow.of(deck.book().unit(unit)))
            .filter(now -> !now.equals(known.get(now.unit())))
            .toList();
    changed.forEach(now -> known.put(now.unit(), now));
    deck.scribe().journalWave(RollbackWorkflow.PART, new PartFact(part, rollback, changed).json());
    if (!Outside.rollbackEnded(deck.wave())) {
      saveInPlaceOfTheWave();
    }
  }

  private void saveInPlaceOfTheWave() {
    List<Entry> journal = deck.scribe().readJournal().entries();
    if (RollbackFacts.hasBegunWhole(journal)) {
      return; // that one has the view, and reads the facts
    }
    LastView seen = deck.scribe().readView();
    if (seen.view() != null && seen.view().state().isClosed()) {
      return;
    }
    ViewBook book = ViewBook.ofAnother(deck.wave(), deck.runbook(), deck.digest());
    book.takeOver(seen.view());
    PartFact.in(journal).forEach(fact -> fact.showIn(book));
    if (book.isEveryUnitBack()) {
      book.wave(WaveState.ROLLED_BACK, "every unit was rolled back or held back");
    }
    deck.scribe().after(seen.version());
    deck.scribe()
        .record("rollback-shown", Scribe.TIDEGATE, Scribe.detail(), book.saved(), List.of());
  }
}
