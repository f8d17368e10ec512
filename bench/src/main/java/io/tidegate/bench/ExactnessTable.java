package io.tidegate.bench;

import io.tidegate.bench.ResumeCounts.By;
import io.tidegate.bench.ResumeCounts.Count;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;

/** What was counted, one line a lag. */
final class ExactnessTable {

  private ExactnessTable() {}

  static Section section(String title, String how, List<Count> counts) {
    List<String> header = new ArrayList<>(List.of("unread", "least that must be replayed"));
    for (By by : By.values()) {
      header.addAll(List.of(by.words + ": replayed", "skipped"));
    }
    List<List<String>> rows = new ArrayList<>();
    for (long lag : counts.stream().mapToLong(Count::lag).distinct().sorted().toArray()) {
      List<String> row = new ArrayList<>(List.of(Figures.count(lag)));
      row.add(shown(of(counts, By.TIDEGATE, lag).stream().map(Count::least).toList()));
      for (By by : By.values()) {
        row.addAll(cells(of(counts, by, lag)));
      }
      rows.add(row);
    }
    long wrong =
        counts.stream()
            .filter(count -> count.by() == By.TIDEGATE)
            .mapToLong(
                count ->
                    count.outcome() == null
                        ? 1
                        : count.outcome().replayed() - count.least() + count.outcome().skipped())
            .sum();
    return new Section(
        title,
        how,
        header,
        rows,
        List.of(
            Goal.atMost(
                0,
                "records replayed beyond the least, skipped or refused by Tidegate",
                (double) wrong)),
        counts);
  }

  private static List<Count> of(List<Count> counts, By by, long lag) {
    return counts.stream().filter(count -> count.by() == by && count.lag() == lag).toList();
  }

  /** A partition without a position is not left out: the application would begin as configured. */
  private static List<String> cells(List<Count> counts) {
    List<Delivery.Outcome> outcomes =
        counts.stream().map(Count::outcome).filter(Objects::nonNull).toList();
    String without =
        outcomes.size() == counts.size()
            ? ""
            : ", no position for " + (counts.size() - outcomes.size());
    if (outcomes.isEmpty()) {
      return List.of("no position", "no position");
    }
    return List.of(
        shown(outcomes.stream().map(Delivery.Outcome::replayed).toList()) + without,
        shown(outcomes.stream().map(Delivery.Outcome::skipped).toList()));
  }

  private static String shown(List<Long> counted) {
    Rounds each = new Rounds(counted.stream().map(Long::doubleValue).toList());
    return each.most() == each.least()
        ? Figures.count((long) each.least())
        : "%s (%s to %s)"
            .formatted(
                Figures.count(Math.round(each.median())),
                Figures.count((long) each.least()),
                Figures.count((long) each.most()));
  }
}
