package io.tidegate.worker.parity;

import io.tidegate.parity.Boundary;
import io.tidegate.parity.RecordView;
import io.tidegate.parity.Row;
import io.tidegate.parity.Verdict;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.function.Function;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * The records around one boundary, the source's to the left, the target's to the right, and those
 * that are the same on one line. Where something is lost, comes again or diverges elsewhere, those
 * around that follow.
 */
final class Beside {
  private static final DateTimeFormatter TIME =
      DateTimeFormatter.ofPattern("MM-dd HH:mm:ss.SSS").withZone(ZoneOffset.UTC);

  private static final int INDENT = 6;
  private static final int TIME_WIDTH = 18;
  private static final int OFFSET_MIN = 6;
  private static final String BETWEEN = "  %s  ";

  /** Of a side: two for the mark, and a space before each of time, key and value. */
  private static final int GAPS = 5;

  private final Row row;
  private final List<RecordView> source;
  private final List<RecordView> target;
  private final int offsetWidth;
  private final int keyWidth;
  private final int valueWidth;

  private Beside(Row row, Boundary seen) {
    this.row = row;
    this.source = printable(seen.source());
    this.target = printable(seen.target());
    this.offsetWidth = width(view -> String.valueOf(view.offset()), OFFSET_MIN);
    int side = (Text.WIDTH - INDENT - BETWEEN.length() + 1) / 2;
    int payload = side - offsetWidth - TIME_WIDTH - GAPS;
    this.keyWidth = Math.min(width(RecordView::key, "KEY".length()), payload / 2);
    this.valueWidth = Math.min(width(RecordView::value, "VALUE".length()), payload - keyWidth);
  }

  private static List<RecordView> printable(List<RecordView> views) {
    return views.stream()
        .map(
            view ->
                new RecordView(
                    view.offset(),
                    view.timestampMs(),
                    Text.printable(view.key()),
                    Text.printable(view.value())))
        .toList();
  }

  /** Empty where no record was seen. */
  static List<String> lines(Row row) {
    List<String> lines = new ArrayList<>(lines(row, row.boundary()));
    Boundary divergence = row.divergence();
    if (divergence != null && !divergence.equals(row.boundary())) {
      lines.add(line("around the first " + first(row.verdict()) + ":"));
      lines.addAll(lines(row, divergence));
    }
    return lines;
  }

  private static String first(Verdict verdict) {
    return switch (verdict) {
      case SKIP -> "unread record that the target lacks";
      case REPLAY -> "record that comes again";
      default -> "record on the target that diverges";
    };
  }

  private static List<String> lines(Row row, Boundary seen) {
    return seen.source().isEmpty() && seen.target().isEmpty()
        ? List.of()
        : new Beside(row, seen).lines();
  }

  private List<String> lines() {
    List<String> lines = new ArrayList<>();
    String between = BETWEEN.formatted(" ");
    lines.add(
        line(Text.left("SOURCE " + sourceName(), side()) + between + "TARGET " + targetName()));
    String heads = "  " + head();
    lines.add(line(Text.left(heads, side()) + between + heads));
    for (Pair pair : pairs()) {
      lines.add(
          line(
              side(pair.source(), row.committed())
                  + BETWEEN.formatted(pair.sign())
                  + side(pair.target(), row.resume())));
    }
    return lines;
  }

  private String sourceName() {
    return Text.printable(row.pair().isRepartitioned() ? row.pair().topic() : row.pair().name());
  }

  private String targetName() {
    return Text.printable(row.pair().targetTopic()) + "-" + row.pair().targetPartition();
  }

  private static String line(String text) {
    return " ".repeat(INDENT) + text.stripTrailing();
  }

  private String head() {
    return Text.right("OFFSET", offsetWidth)
        + " "
        + Text.left("TIME (UTC)", TIME_WIDTH)
        + " "
        + Text.left("KEY", keyWidth)
        + " VALUE";
  }

  private int side() {
    return offsetWidth + TIME_WIDTH + keyWidth + valueWidth + GAPS;
  }

  private String side(@Nullable RecordView view, @Nullable Long goesOnAt) {
    if (view == null) {
      return " ".repeat(side());
    }
    boolean unread = goesOnAt != null && view.offset() >= goesOnAt;
    return Text.left(
        (unread ? "* " : "  ")
            + Text.right(String.valueOf(view.offset()), offsetWidth)
            + " "
            + TIME.format(Instant.ofEpochMilli(view.timestampMs()))
            + " "
            + Text.left(Text.cut(view.key(), keyWidth), keyWidth)
            + " "
            + Text.cut(view.value(), valueWidth),
        side());
  }

  private int width(Function<RecordView, String> cell, int least) {
    return Stream.concat(source.stream(), target.stream())
        .mapToInt(view -> cell.apply(view).length())
        .reduce(least, Math::max);
  }

  /** One line: a record of each side that are the same, or of one side alone. */
  private record Pair(@Nullable RecordView source, @Nullable RecordView target) {
    String sign() {
      return source != null && target != null ? "=" : " ";
    }
  }

  /** The longest common sequence stands side by side. A few records: the square does not matter. */
  private List<Pair> pairs() {
    boolean timed = timesAgree();
    int[][] common = new int[source.size() + 1][target.size() + 1];
    for (int i = source.size() - 1; i >= 0; i--) {
      for (int j = target.size() - 1; j >= 0; j--) {
        common[i][j] =
            same(source.get(i), target.get(j), timed)
                ? common[i + 1][j + 1] + 1
                : Math.max(common[i + 1][j], common[i][j + 1]);
      }
    }
    List<Pair> pairs = new ArrayList<>();
    int i = 0;
    int j = 0;
    while (i < source.size() || j < target.size()) {
      boolean both = i < source.size() && j < target.size();
      if (both && same(source.get(i), target.get(j), timed)) {
        pairs.add(new Pair(source.get(i++), target.get(j++)));
      } else if (j == target.size() || (both && common[i + 1][j] >= common[i][j + 1])) {
        pairs.add(new Pair(source.get(i++), null));
      } else {
        pairs.add(new Pair(null, target.get(j++)));
      }
    }
    return pairs;
  }

  /** A target that stamps its own time shares none with the source. */
  private boolean timesAgree() {
    Set<Long> times = new HashSet<>();
    source.forEach(view -> times.add(view.timestampMs()));
    return target.stream().anyMatch(view -> times.contains(view.timestampMs()));
  }

  private static boolean same(RecordView one, RecordView other, boolean timed) {
    return one.key().equals(other.key())
        && one.value().equals(other.value())
        && (!timed || one.timestampMs() == other.timestampMs());
  }
}
