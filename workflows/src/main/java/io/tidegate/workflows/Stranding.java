package io.tidegate.workflows;

import io.tidegate.runbooks.MigrationUnit;
import io.tidegate.runbooks.Step;
import io.tidegate.workflows.activity.LedgerActivities.Entry;
import io.tidegate.workflows.activity.UndoActivities.Stranded;
import io.tidegate.workflows.view.WaveState;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * What a rollback leaves behind on the target. It is counted twice. Before the first effect, what
 * nobody is reading there counts: nothing that the rollback could do would save it, so more of it
 * than was accepted refuses the rollback, and nothing was touched. What live consumers are about to
 * read does not count then, or a rollback would be refused under any traffic: the producers on the
 * target are stopped, the consumers may read all there is, for a bounded time, and then everything
 * that is unread counts. More of that than was accepted starts the producers on the target again.
 *
 * @param stranded records that only the target has
 * @param unread those of them that nobody has read there: they would be lost
 * @param counted false when a target could not be asked: the counts are those of the last time
 * @param lines the partitions with such records, one line each
 */
record Stranding(long stranded, long unread, boolean counted, List<String> lines) {
  static final Stranding NONE = new Stranding(0, 0, true, List.of());

  private static final int LINES_TOLD = 20;

  Stranding {
    lines = List.copyOf(lines);
  }

  /** Of the units whose producers may have written on the target; nothing is asked of any other. */
  static Stranding count(Deck deck, List<Entry> journal, List<MigrationUnit> units) {
    List<MigrationUnit> moved =
        units.stream().filter(unit -> mayHaveWritten(journal, unit)).toList();
    List<Stranded> counted = new ArrayList<>();
    Coroutines.sideBySide("count stranded", moved, unit -> counted.add(count(deck, journal, unit)));
    return of(counted);
  }

  /** Also where the producers write to the source again: what was read then is no loss. */
  static boolean mayHaveWritten(List<Entry> journal, MigrationUnit unit) {
    return unit.producers() != null
        && Reached.in(journal, unit.unit()).atLeast(Reached.STARTED)
        && journal.stream()
            .anyMatch(
                entry ->
                    entry.unit().equals(unit.unit())
                        && entry.step().equals(Step.SWITCH_PRODUCERS.word()));
  }

  static Stranding of(List<Stranded> counted) {
    return new Stranding(
        counted.stream().mapToLong(Stranded::stranded).sum(),
        counted.stream().mapToLong(Stranded::unread).sum(),
        counted.stream().allMatch(Stranded::counted),
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

  Stranding and(Stranding other) {
    List<String> all = new ArrayList<>(lines);
    all.addAll(other.lines);
    return new Stranding(
        stranded + other.stranded, unread + other.unread, counted && other.counted, all);
  }

  /** For people: null where nobody could count it. */
  @Nullable String shownUnread() {
    return counted ? Long.toString(unread) : null;
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
