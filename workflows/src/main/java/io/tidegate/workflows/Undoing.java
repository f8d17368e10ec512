package io.tidegate.workflows;

import io.tidegate.runbooks.MigrationUnit;
import io.tidegate.runbooks.Step;
import io.tidegate.workflows.activity.LedgerActivities.Entry;
import io.tidegate.workflows.activity.LedgerActivities.LastView;
import io.tidegate.workflows.activity.UndoActivities.MappedBack;
import io.tidegate.workflows.view.RollbackView;
import io.tidegate.workflows.view.Until;
import io.tidegate.workflows.view.WaveState;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * Undoes the journal of a wave, units side by side. From its first record on, the wave's view is
 * the rollback's.
 */
final class Undoing {
  /** Past every version that a wave can reach: a history ends before. */
  private static final long VERSIONS_OF_A_WAVE = 1_000_000;

  private final Deck deck;
  private List<Entry> journal;
  private final Map<String, WayBack> taken = new HashMap<>(); // asked, never iterated
  private RollbackView view;
  private final Stranding stranding;
  private long replayBound;
  private long stranded;

  /**
   * @param stranding what only the target had before anything was undone
   */
  Undoing(Deck deck, List<Entry> journal, RollbackView start, Stranding stranding) {
    this.deck = deck;
    this.journal = journal;
    this.view = start;
    this.stranding = stranding;
  }

  /** True when the owners have signed that the source is retired, and the wave acts on it. */
  static boolean isCompleting(Deck deck, List<Entry> journal) {
    return deck.unitNames().stream()
        .anyMatch(unit -> Reached.in(journal, unit) == Reached.COMPLETING);
  }

  /**
   * Takes every unit, and reads the journal after that: whatever a wave that did not park begins
   * from now on is refused, and whatever it began before stands in the journal. A unit that the
   * wave does not hold is given up for good, so that it cannot take it meanwhile.
   *
   * @return false when complete has begun meanwhile
   */
  boolean takeUnits() {
    Coroutines.sideBySide("take", deck.runbook().units(), this::take);
    journal = deck.scribe().readJournal().entries();
    return !isCompleting(deck, journal);
  }

  private void take(MigrationUnit unit) {
    String name = unit.unit();
    WayBack back = new WayBack(deck, unit, new UnitCalls(deck, name), WaveState.ROLLING_BACK);
    if (back.takeOver()) {
      taken.put(name, back);
    } else {
      back.release();
    }
  }

  /** After {@link #takeUnits}. */
  void run(LastView seen) {
    takeOver(seen);
    deck.book().wave(WaveState.ROLLING_BACK, "rolled back by " + view.by() + ": " + view.reason());
    deck.book().everyUnit(WaveState.ROLLING_BACK);
    show(RollbackView.State.RUNNING);
    deck.tell("rollback-started", Scribe.detail("by", view.by(), "reason", view.reason()));
    List<MigrationUnit> moved =
        deck.runbook().units().stream()
            .filter(unit -> !Reached.isHeldBack(journal, unit.unit()))
            .toList();
    Coroutines.sideBySide("undo", moved, this::undo);
    deck.book().wave(WaveState.ROLLED_BACK, "rolled back by " + view.by() + ": " + view.reason());
    deck.book().rollbackPossibleUntil(new Until(ViewBook.now(), "rolled back"));
    show(RollbackView.State.DONE);
    deck.tell(
        "rolled-back",
        Scribe.detail("replayBound", view.replayBound(), "stranded", view.stranded()));
  }

  /**
   * Nothing is undone: a wave that went away in the middle of complete is brought to its end, so
   * that no lease of it stays held for good.
   */
  void finish(LastView seen) {
    takeOver(seen);
    Coroutines.sideBySide("finish", deck.runbook().units(), this::letGo);
    deck.book()
        .wave(
            WaveState.COMPLETED,
            "the source is retired; complete was finished by the rollback that came too late");
    deck.tell("completed", Scribe.detail("by", "rollback"));
  }

  private void letGo(MigrationUnit unit) {
    WayBack back = new WayBack(deck, unit, new UnitCalls(deck, unit.unit()), WaveState.RUNNING);
    if (back.takeOver()) {
      back.retire();
      back.unfreeze();
    }
    back.release();
    deck.book().unit(unit.unit(), WaveState.COMPLETED);
    deck.done(unit.unit(), Step.COMPLETE, "leases given back");
  }

  /** From here on the wave's view is kept here. */
  void takeOver(LastView seen) {
    deck.book().takeOver(seen.view());
    deck.scribe().after(Math.max(seen.version(), VERSIONS_OF_A_WAVE));
  }

  private void undo(MigrationUnit unit) {
    String name = unit.unit();
    Reached reached = Reached.in(journal, name);
    WayBack back = taken.get(name);
    if (back != null) {
      if (reached.atLeast(Reached.FROZEN)) {
        back.undo(reached, false).ifPresent(this::count);
        back.unfreeze();
        back.journal(Reached.ROLLED_BACK);
      }
      back.release();
    }
    for (Step step : Step.values()) {
      if (step.compareTo(Step.FREEZE) >= 0) {
        deck.book().undone(name, step, "rolled back");
      }
    }
    deck.book().unit(name, WaveState.ROLLED_BACK);
    show(RollbackView.State.RUNNING);
    deck.tell("unit-rolled-back", Scribe.detail("unit", name, "undone", reached.name()));
  }

  private void count(MappedBack mapped) {
    replayBound += mapped.replayBound();
    stranded += mapped.stranded();
  }

  private void show(RollbackView.State state) {
    view =
        new RollbackView(
            state,
            view.by(),
            view.reason(),
            view.units(),
            Long.toString(replayBound),
            Long.toString(Math.max(stranded, stranding.stranded())),
            Long.toString(stranding.unread()));
    deck.book().rollback(view);
  }
}
