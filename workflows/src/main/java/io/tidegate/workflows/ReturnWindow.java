package io.tidegate.workflows;

import io.tidegate.workflows.view.Until;
import java.time.Duration;
import java.time.Instant;
import java.util.Comparator;
import java.util.List;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * Until when a wave can be taken back: the shortest of the runbook's rollback windows, counted from
 * the first START on the target, or what the source keeps of an anchor if that ends before.
 */
final class ReturnWindow {
  private final ViewBook book;
  private final List<UnitRun> units;
  private @Nullable Instant firstStart;

  ReturnWindow(ViewBook book, List<UnitRun> units) {
    this.book = book;
    this.units = units;
  }

  /** A unit is about to be started on the target. */
  void started() {
    if (firstStart == null) {
      firstStart = ViewBook.now();
    }
    book.rollbackPossibleUntil(earliest(window(firstStart)));
  }

  private Until window(Instant from) {
    Duration shortest =
        units.stream()
            .map(each -> each.unit().rollback().window())
            .min(Duration::compareTo)
            .orElseThrow();
    return Until.of(
        from.plus(shortest),
        "the runbook's rollback window of "
            + shortest
            + " since the first START on the target; at the latest until complete");
  }

  private Until earliest(Until window) {
    return Stream.concat(Stream.of(window), units.stream().flatMap(unit -> unit.kept().stream()))
        .filter(until -> until.at() != null)
        .min(Comparator.comparing(Until::at))
        .orElse(window);
  }
}
