package io.tidegate.runbooks;

import java.util.Comparator;
import java.util.List;

/**
 * One thing in a runbook that a person has to mend.
 *
 * @param line from 1
 * @param column from 1, in characters
 * @param field path like {@code units[0].groups[0].replayWindow}; empty where the whole document is
 *     meant
 * @param problem what was found, with the value
 * @param allowed what may stand there instead
 */
public record Finding(int line, int column, String field, String problem, String allowed) {

  private static final Comparator<Finding> BY_POSITION =
      Comparator.comparingInt(Finding::line)
          .thenComparingInt(Finding::column)
          .thenComparing(Finding::field)
          .thenComparing(Finding::problem);

  public Finding {
    Require.that(
        line >= 1 && column >= 1, "a position starts at 1:1, not at " + line + ":" + column);
  }

  /** Top to bottom, left to right. */
  static Comparator<Finding> byPosition() {
    return BY_POSITION;
  }

  /** One line, as compilers write it: {@code file:line:col field problem; allowed: …}. */
  public String render(String file) {
    String where =
        file + ":" + line + ":" + column + "  " + (field.isEmpty() ? "(document)" : field);
    return where + "  " + problem + (allowed.isEmpty() ? "" : "; allowed: " + allowed);
  }

  /** One line each. */
  public static String render(String file, List<Finding> findings) {
    StringBuilder text = new StringBuilder();
    for (Finding finding : findings) {
      text.append(finding.render(file)).append('\n');
    }
    return text.toString();
  }
}
