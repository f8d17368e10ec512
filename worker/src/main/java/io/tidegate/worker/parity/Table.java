package io.tidegate.worker.parity;

import io.tidegate.activities.proof.GroupProof;
import io.tidegate.parity.Light;
import io.tidegate.parity.Row;
import io.tidegate.parity.Verdict;
import io.tidegate.worker.parity.Fold.Alike;
import java.util.ArrayList;
import java.util.Collection;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import java.util.stream.Collectors;

/**
 * A report for people: a line a partition, the reason once for neighbours that share it, the
 * records around each boundary that is not exact, and a summary a group and in all.
 */
final class Table {
  private static final int INDENT = 2;
  private static final int REASON_INDENT = 6;

  /** Boundaries whose records are shown of one group. */
  private static final int BOUNDARIES_MAX = 10;

  private static final String LEGEND =
      "Records around a boundary: * not read yet, on that side; = the same record on both.";

  private final Paint paint;
  private final boolean all;
  private final List<String> lines = new ArrayList<>();
  private boolean legendNeeded;

  private Table(Paint paint, boolean all) {
    this.paint = paint;
    this.all = all;
  }

  /**
   * @param all every row and boundary, however many
   */
  static List<String> lines(ParityReport report, Paint paint, boolean all) {
    return new Table(paint, all).lines(report);
  }

  private List<String> lines(ParityReport report) {
    lines.add("source   " + end(report.source()));
    lines.add("target   " + end(report.target()));
    lines.add("checked  " + report.checkedAt());
    report.groups().forEach(this::group);
    lines.add("");
    if (legendNeeded) {
      lines.add(paint.faint(LEGEND));
    }
    lines.add(total(report));
    return lines;
  }

  private static String end(ParityReport.End end) {
    return Text.printable(end.file() + ", cluster " + end.clusterId());
  }

  private void group(GroupProof proof) {
    lines.add("");
    lines.add(
        paint.strong(Text.printable(proof.group()))
            + "  "
            + paint.light(proof.light(), proof.light().name())
            + "  (group on the target: "
            + proof.targetState()
            + ")");
    proof
        .findings()
        .forEach(
            finding -> {
              List<String> text = Text.wrapped(finding.light() + "  " + finding.reason(), INDENT);
              text.forEach(line -> lines.add(paint.light(finding.light(), line)));
            });
    Fold fold = Fold.of(proof.partitions(), all);
    if (!proof.partitions().isEmpty()) {
      rows(fold);
    }
    if (gradesDecide(proof)) {
      String why =
          "the offsets that the group has on the target are not the resume points: seed those, or"
              + " leave them out of this check with --ignore-target-offsets";
      Text.wrapped(proof.light() + "  " + why, INDENT)
          .forEach(line -> lines.add(paint.light(proof.light(), line)));
    }
    add(summary(proof.partitions()));
  }

  /** Whether nothing else makes the group as bad as it is. */
  private static boolean gradesDecide(GroupProof proof) {
    List<Light> others = new ArrayList<>();
    proof.findings().forEach(finding -> others.add(finding.light()));
    proof.partitions().forEach(row -> others.add(row.light()));
    return !others.isEmpty() && Light.worst(others) != proof.light();
  }

  private void rows(Fold fold) {
    Columns columns = new Columns(fold.shown(), fold.alike());
    lines.add(paint.faint(columns.head()));
    fold.alike().forEach(alike -> alike(columns, alike));
    int boundaries = 0;
    for (int i = 0; i < fold.shown().size(); i++) {
      Row row = fold.shown().get(i);
      lines.add(columns.line(row, paint));
      List<String> beside = row.verdict() == Verdict.EXACT ? List.of() : Beside.lines(row);
      boolean same = i + 1 < fold.shown().size() && sameReason(row, fold.shown().get(i + 1));
      if (!same || !beside.isEmpty()) {
        lines.addAll(Text.wrapped(row.reason(), REASON_INDENT));
      }
      if (!beside.isEmpty() && (all || boundaries++ < BOUNDARIES_MAX)) {
        lines.addAll(beside);
        legendNeeded = true;
      }
    }
    if (boundaries > BOUNDARIES_MAX) {
      add("the records around the other boundaries: --verbose");
    }
    if (!fold.alike().isEmpty()) {
      add("every row: --verbose or --json");
    }
  }

  private void add(String line) {
    lines.add(" ".repeat(INDENT) + line);
  }

  private static boolean sameReason(Row row, Row next) {
    return row.reason().equals(next.reason()) && row.verdict() == next.verdict();
  }

  private void alike(Columns columns, Alike alike) {
    lines.add(columns.line(alike, paint));
    String partitions = alike.partitions().size() == 1 ? "partition " : "partitions ";
    lines.addAll(Text.wrapped(partitions + Text.ranges(alike.partitions()), REASON_INDENT));
  }

  private String summary(Collection<Row> rows) {
    if (rows.isEmpty()) {
      return "no partition was looked at";
    }
    return Text.count(rows.size(), "partition")
        + ": "
        + tally(rows, Row::verdict, Verdict.class)
        + "; "
        + tally(rows, Row::light, Light.class);
  }

  private String total(ParityReport report) {
    List<Row> rows =
        report.groups().stream().flatMap(proof -> proof.partitions().stream()).toList();
    String groups = tally(report.groups(), GroupProof::light, Light.class);
    String said =
        Text.count(report.groups().size(), "group")
            + " ("
            + groups
            + "), "
            + (rows.isEmpty() ? "no partition" : summary(rows));
    return paint.light(report.light(), report.light().name()) + "  " + said;
  }

  /** {@code 398 EXACT, 2 SKIP}, in the order of the constants. */
  private static <T, E extends Enum<E>> String tally(
      Collection<T> things, Function<T, E> of, Class<E> type) {
    Map<E, Long> counts =
        things.stream()
            .collect(Collectors.groupingBy(of, () -> new EnumMap<>(type), Collectors.counting()));
    return counts.entrySet().stream()
        .map(entry -> entry.getValue() + " " + entry.getKey())
        .collect(Collectors.joining(", "));
  }
}
