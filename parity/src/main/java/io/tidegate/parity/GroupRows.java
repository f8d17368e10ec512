package io.tidegate.parity;

import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * All rows of one group, lit with the group's replay window and lag envelope. Both are the group's:
 * records are summed over its rows, spans and ages are the largest of a row; beyond them every row
 * that contributes is RED.
 *
 * @param light the worst of its rows and grades; RED where there is no row
 */
public record GroupRows(String group, List<Row> rows, Light light) {
  public GroupRows {
    rows = List.copyOf(rows);
  }

  /**
   * Lights every row.
   *
   * @param envelope null where the owner gave none: then nothing pending can be better than YELLOW
   */
  public static GroupRows lit(
      String group, List<Row> rows, ReplayWindow window, @Nullable LagEnvelope envelope) {
    Lighting lighting = Lighting.of(rows, window, envelope);
    List<Row> lit =
        rows.stream()
            .map(row -> told(row, lighting.gradeLight(row)).withLight(lighting.light(row)))
            .toList();
    Light worst =
        Light.worst(lit.stream().map(row -> row.light().worst(lighting.gradeLight(row))).toList());
    return new GroupRows(group, lit, worst);
  }

  /**
   * With a sentence on the offset that is RED beside a position that may be seeded, and without one
   * of an earlier lighting.
   */
  private static Row told(Row row, Light gradeLight) {
    Long offset = row.targetCommitted();
    Long resume = row.resume();
    Grade grade = row.grade();
    if (offset == null || resume == null || grade == null) {
      return row;
    }
    String standing = Reasons.standing(offset, grade, resume);
    String without = row.reason().replace(standing, "");
    boolean waived = row.verdict() == Verdict.DIVERGED || row.verdict() == Verdict.AMBIGUOUS;
    return row.withReason(gradeLight == Light.RED && !waived ? without + standing : without);
  }
}
