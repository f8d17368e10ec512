package io.tidegate.worker.parity;

import io.tidegate.parity.Light;
import io.tidegate.parity.Row;
import io.tidegate.parity.Verdict;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;

/**
 * A long group made short for a screen: of its rows that say the same, a few are shown and the
 * others told by their partitions. Nothing is dropped: every row is in {@code shown} or in one of
 * {@code alike}.
 */
record Fold(List<Row> shown, List<Alike> alike) {

  /** A group of at most so many rows is shown whole. */
  static final int WHOLE_MAX = 24;

  /** Rows shown of those that say the same and are not exact. */
  static final int EACH_MAX = 5;

  /** Rows that are not shown one by one. */
  record Alike(String topic, Verdict verdict, Light light, List<Integer> partitions) {
    Alike {
      partitions = List.copyOf(partitions);
    }
  }

  /** Numbers, and lists of them. */
  private static final Pattern WHERE =
      Pattern.compile("(offsets? )?\\d+(( to |, | and )(\\d+|others))*");

  /** What makes two rows say the same; their numbers may differ. */
  private record Saying(String topic, Verdict verdict, Light light, String words) {
    static Saying of(Row row) {
      return new Saying(
          row.pair().topic(),
          row.verdict(),
          row.light(),
          WHERE.matcher(row.reason()).replaceAll("0"));
    }
  }

  Fold {
    shown = List.copyOf(shown);
    alike = List.copyOf(alike);
  }

  static Fold of(List<Row> rows, boolean all) {
    if (all || rows.size() <= WHOLE_MAX) {
      return new Fold(rows, List.of());
    }
    Map<Saying, Integer> times = new HashMap<>();
    Map<Saying, List<Integer>> folded = new LinkedHashMap<>();
    List<Row> shown = new ArrayList<>();
    for (Row row : rows) {
      Saying saying = Saying.of(row);
      int most = plain(row) ? 0 : EACH_MAX;
      if (times.merge(saying, 1, Integer::sum) <= most) {
        shown.add(row);
      } else {
        folded.computeIfAbsent(saying, one -> new ArrayList<>()).add(row.pair().number());
      }
    }
    List<Alike> alike = new ArrayList<>();
    folded.forEach(
        (saying, partitions) ->
            alike.add(
                new Alike(
                    Text.printable(saying.topic()), saying.verdict(), saying.light(), partitions)));
    return new Fold(shown, alike);
  }

  /** Nothing to look at: exact, green, and the target's own offset is no worse. */
  private static boolean plain(Row row) {
    return row.verdict() == Verdict.EXACT
        && row.light() == Light.GREEN
        && (row.grade() == null || row.grade().verdict() == Verdict.EXACT);
  }
}
