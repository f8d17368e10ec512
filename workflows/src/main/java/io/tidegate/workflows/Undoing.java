package io.tidegate.workflows;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.temporal.workflow.Workflow;
import io.tidegate.runbooks.MigrationUnit;
import io.tidegate.runbooks.Step;
import io.tidegate.workflows.activity.LedgerActivities.Entry;
import io.tidegate.workflows.activity.LedgerActivities.LastView;
import io.tidegate.workflows.activity.UndoActivities.Stranded;
import io.tidegate.workflows.message.Part;
import io.tidegate.workflows.view.RollbackView;
import io.tidegate.workflows.view.Until;
import io.tidegate.workflows.view.WaveState;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Undoes the journal of a wave, units side by side. From its first record on, the wave's view is
 * the rollback's.
 */
final class Undoing {
  /** Past every version that a wave can reach: a history ends before. */
  private static final long VERSIONS_OF_A_WAVE = 1_000_000;

  /** How often is looked whether a claimed unit is back. */
  private static final Duration CLAIMED_MIN = Duration.ofSeconds(2);

  private static final Duration CLAIMED_MAX = Duration.ofMinutes(1);

  private final Deck deck;
  private final List<MigrationUnit> units;
  private final Map<String, WayBack> taken = new HashMap<>(); // asked, never iterated
  private List<Entry> journal;
  private final RollbackTally tally;
  private final @Nullable Part part;
  private final Set<String> drained = new HashSet<>(); // asked, never iterated

  /**
   * @param units that are taken back
   * @param stranding what only the target had before anything was undone
   * @param part of which other units of the wave go on meanwhile; null for the whole wave
   */
  Undoing(
      Deck deck,
      List<MigrationUnit> units,
      List<Entry> journal,
      RollbackView start,
      Stranding stranding,
      @Nullable Part part) {
    this.deck = deck;
    this.part = part;
    this.units = units;
    this.journal = journal;
    this.tally = new RollbackTally(deck.book(), start, stranding);
  }

  /** True when the owners have signed that the source is retired, and the wave acts on it. */
  boolean isCompleting() {
    return units.stream().anyMatch(unit -> Reached.in(journal, unit.unit()) == Reached.COMPLETING);
  }

  /**
   * Takes every unit, and reads the journal after that: whatever a wave that did not park begins
   * from now on is refused, and whatever it began before stands in the journal. A unit that the
   * wave does not hold is given up for good, so that it cannot take it meanwhile.
   *
   * @return false when complete has begun meanwhile
   */
  boolean takeUnits() {
    journal = deck.scribe().readJournal().entries();
    take(unclaimed(units));
    return !isCompleting();
  }

  private void take(List<MigrationUnit> free) {
    Coroutines.sideBySide("take", free, this::take);
    journal = deck.scribe().readJournal().entries();
  }

  /** Without those that a rollback of some units has claimed before: they are its own. */
  private List<MigrationUnit> unclaimed(List<MigrationUnit> of) {
    List<PartFact> claims = part != null ? List.of() : PartFact.standing(journal);
    return of.stream()
        .filter(unit -> claims.stream().noneMatch(claim -> claim.has(unit.unit())))
        .toList();
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

  /**
   * After {@link #takeUnits}.
   *
   * @param ceiling records that may be lost on the target
   * @return why it goes no further: more would be lost; the application then is as it was
   */
  Optional<String> run(LastView seen, long ceiling) {
    takeOver(seen);
    deck.book().wave(WaveState.ROLLING_BACK, tally.told());
    deck.book().everyUnit(WaveState.ROLLING_BACK);
    tally.show(RollbackView.State.RUNNING);
    deck.tell(
        "rollback-started",
        Scribe.detail("by", tally.view().by(), "reason", tally.view().reason()));
    Optional<String> loses = drain(unclaimed(notHeldBack()), ceiling);
    if (loses.isPresent()) {
      deck.book().everyUnit(WaveState.NEEDS_OPERATOR);
      return loses;
    }
    undoUnclaimed();
    deck.book().wave(WaveState.ROLLED_BACK, tally.told());
    deck.book().rollbackPossibleUntil(Until.of(ViewBook.now(), "rolled back"));
    tally.show(RollbackView.State.DONE);
    deck.tell("rolled-back", tally.detail());
    return Optional.empty();
  }

  /** Of some units; the wave, or where it is gone {@link PartTold}, keeps the view. */
  Optional<String> runPart(long ceiling) {
    List<MigrationUnit> moved = notHeldBack();
    moved.forEach(unit -> deck.book().unit(unit.unit(), WaveState.ROLLING_BACK));
    tally.show(RollbackView.State.RUNNING);
    ObjectNode detail = Scribe.detail("by", tally.view().by(), "reason", tally.view().reason());
    tally.view().units().forEach(detail.putArray("units")::add);
    deck.tell("rollback-started", detail);
    Optional<String> loses = drain(moved, ceiling);
    if (loses.isPresent()) {
      moved.forEach(unit -> deck.book().unit(unit.unit(), WaveState.NEEDS_OPERATOR));
      return loses;
    }
    Coroutines.sideBySide("undo", moved, this::undo);
    tally.show(RollbackView.State.DONE);
    ObjectNode end = tally.detail();
    tally.view().units().forEach(end.putArray("units")::add);
    deck.tell("rolled-back", end);
    return Optional.empty();
  }

  /**
   * What a rollback of some units has claimed before is left to that one, and waited for; where it
   * withdraws, this one takes it.
   */
  private void undoUnclaimed() {
    List<MigrationUnit> left = new ArrayList<>(notHeldBack());
    Duration patience = CLAIMED_MIN;
    while (true) {
      List<PartFact> claims = PartFact.standing(journal);
      left.removeIf(unit -> claims.stream().anyMatch(in -> in.isDone() && in.has(unit.unit())));
      List<MigrationUnit> free = unclaimed(left);
      var unused = drain(free, Long.MAX_VALUE); // half of a way back is no place to stop
      Coroutines.sideBySide("undo", free, this::undo);
      left.removeAll(free);
      showParts();
      if (left.isEmpty()) {
        return;
      }
      String names = String.join(", ", left.stream().map(MigrationUnit::unit).toList());
      deck.tell("waits-for-parts", Scribe.detail("units", names));
      Workflow.sleep(patience);
      patience = longer(patience);
      journal = deck.scribe().readJournal().entries();
      if (!unclaimed(left).isEmpty()) {
        take(unclaimed(left));
      }
    }
  }

  private void showParts() {
    PartFact.in(journal).forEach(fact -> fact.showIn(deck.book()));
    tally.showAgain();
  }

  private static Duration longer(Duration patience) {
    Duration twice = patience.multipliedBy(2);
    return twice.compareTo(CLAIMED_MAX) > 0 ? CLAIMED_MAX : twice;
  }

  private List<MigrationUnit> notHeldBack() {
    return units.stream().filter(unit -> !Reached.isHeldBack(journal, unit.unit())).toList();
  }

  /**
   * What is unread when the producers have stopped and the consumers had their time is lost. What
   * an earlier run of this rollback accepted stands: its consumers may have stopped since.
   */
  private Optional<String> drain(List<MigrationUnit> units, long ceiling) {
    List<MigrationUnit> moved =
        units.stream()
            .filter(unit -> taken.containsKey(unit.unit()) && !drained.contains(unit.unit()))
            .filter(unit -> Stranding.mayHaveWritten(journal, unit))
            .toList();
    if (moved.isEmpty()) {
      return Optional.empty();
    }
    List<Stranded> counted = new ArrayList<>();
    Coroutines.sideBySide("drain", moved, unit -> counted.add(drain(unit)));
    Stranding now = Stranding.of(counted);
    tally.counted(drained.isEmpty() ? now : tally.stranding().and(now));
    moved.forEach(unit -> drained.add(unit.unit()));
    tally.show(RollbackView.State.RUNNING);
    ObjectNode told =
        Scribe.detail(
            "stranded", tally.view().stranded(), "strandedUnread", tally.view().strandedUnread());
    tally.stranding().lines().forEach(told.putArray("partitions")::add);
    deck.tell("target-drained", told);
    boolean accepted = moved.stream().anyMatch(unit -> Reached.isDrained(journal, unit.unit()));
    Optional<String> loses = accepted ? Optional.empty() : tally.stranding().refusal(ceiling);
    if (loses.isEmpty()) {
      Coroutines.sideBySide("drained", moved, unit -> back(unit).journal(Reached.DRAINED));
      return Optional.empty();
    }
    deck.scribe().journalWave(RollbackFacts.LETS_GO_ON, PartFact.about(part));
    Coroutines.sideBySide("go on", moved, this::letProducersGoOn);
    return loses.map(why -> why + "; the producers write as before");
  }

  /**
   * Those that were taken back before this rollback write on the source, and stay there; those that
   * it met in the middle of their switch, or of its undo, go back there.
   */
  private void letProducersGoOn(MigrationUnit unit) {
    if (Reached.areProducersOnTarget(journal, unit.unit())) {
      back(unit).letProducersGoOn();
    } else if (Reached.in(journal, unit.unit()).atLeast(Reached.PRODUCERS)) {
      back(unit).undoProducers();
      back(unit).journal(Reached.PRODUCERS_BACK);
    }
  }

  private Stranded drain(MigrationUnit unit) {
    back(unit).requireSourceQuiet();
    return back(unit).drain(Reached.in(journal, unit.unit()));
  }

  private WayBack back(MigrationUnit unit) {
    return Objects.requireNonNull(taken.get(unit.unit()), unit.unit());
  }

  /**
   * Nothing is undone: a wave that went away in the middle of complete is brought to its end, so
   * that no lease of it stays held for good.
   */
  void finish(LastView seen, boolean whole) {
    if (whole) {
      takeOver(seen);
    }
    Coroutines.sideBySide("finish", units, this::letGo);
    if (!whole) {
      return;
    }
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

  /** What only the target has, as counted last. */
  Stranding stranding() {
    return tally.stranding();
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
      if (reached.atLeast(Reached.STARTED) && !Stranding.mayHaveWritten(journal, unit)) {
        back.requireSourceQuiet();
      }
      if (reached.atLeast(Reached.FROZEN)) {
        back.undo(reached, false).ifPresent(tally::add);
        back.unfreeze();
        back.journal(Reached.ROLLED_BACK);
      }
      back.release();
    }
    deck.book().rolledBack(name);
    tally.show(RollbackView.State.RUNNING);
    deck.tell("unit-rolled-back", Scribe.detail("unit", name, "undone", reached.name()));
  }
}
