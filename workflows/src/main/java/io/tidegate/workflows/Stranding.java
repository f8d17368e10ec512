package io.tidegate.workflows;

import io.tidegate.runbooks.MigrationUnit;
import io.tidegate.workflows.activity.LedgerActivities.Entry;
import io.tidegate.workflows.activity.UndoActivities.Stranded;
import io.tidegate.workflows.view.WaveState;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * What a rollback would leave behind on the target, counted before its first effect.
 *
 * @param stranded records that only the target has
 * @param unread those of them that nobody has read there: they would be lost
 * @param lines the partitions with such records, one line each
 */
record Stranding(long stranded, long unread, List<String> lines) {
  static final Stranding NONE = new Stranding(0, 0, List.of());

  private static final int LINES_TOLD = 20;

  Stranding {
    lines = List.copyOf(lines);
  }

  /** Of those of the units whose producers have moved; nothing is asked of any other. */
  static Stranding count(Deck deck, List<Entry> journal, List<MigrationUnit> units) {
    List<MigrationUnit> moved =
        units.stream()
            .filter(unit -> Reached.in(journal, unit.unit()) == Reached.PRODUCERS)
            .toList();
    List<Stranded> counted = new ArrayList<>();
    Coroutines.sideBySide("count stranded", moved, unit -> counted.add(count(deck, journal, unit)));
    return new Stranding(
        counted.stream().mapToLong(Stranded::stranded).sum(),
        counted.stream().mapToLong(Stranded::unread).sum(),
        counted.stream().flatMap(each -> each.lines().stream()).toList());
  }

  private static Stranded count(Deck deck, List<Entry> journal, MigrationUnit unit) {
    UnitCalls calls = new UnitCalls(deck, unit.unit());
    calls.fence(
        journal.stream()
            .filter(entry -> entry.unit().equals(unit.unit()))
            .mapToLong(Entry::fence)
            .max()
            .orElseThrow());
    return new WayBack(deck, unit, calls, WaveState.ROLLING_BACK).countStranded();
  }

  /** Why a rollback that accepts the loss of so many is refused. */
  Optional<String> refusal(long ceiling) {
    if (unread <= ceiling) {
      return Optional.empty();
    }
    String more = lines.size() > LINES_TOLD ? "; and " + (lines.size() - LINES_TOLD) + " more" : "";
    return Optional.of(
        "%d records are on the target alone and unread, %d are accepted; ask again with acceptStrandedUnread of at least %d, or let the application read them first: %s%s"
            .formatted(
                unread,
                ceiling,
                unread,
                String.join("; ", lines.stream().limit(LINES_TOLD).toList()),
                more));
  }
}
