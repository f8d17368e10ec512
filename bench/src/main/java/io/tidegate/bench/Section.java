package io.tidegate.bench;

import java.util.List;

/**
 * One part of the result.
 *
 * @param how what was measured, against what, in plain sentences
 * @param header of the table
 * @param rows of the table, each as long as the header
 * @param data the same with every round, for machines; anything that Jackson writes
 */
record Section(
    String title,
    String how,
    List<String> header,
    List<List<String>> rows,
    List<Goal> goals,
    Object data) {

  Section {
    header = List.copyOf(header);
    rows = List.copyOf(rows);
    goals = List.copyOf(goals);
    for (List<String> row : rows) {
      if (row.size() != header.size()) {
        throw new IllegalArgumentException(row + " under " + header + ": one cell each is needed");
      }
    }
  }

  String markdown() {
    StringBuilder text = new StringBuilder();
    text.append("## ").append(title).append("\n\n").append(how).append("\n\n");
    text.append(line(header)).append(line(header.stream().map(cell -> "---").toList()));
    rows.forEach(row -> text.append(line(row)));
    if (!goals.isEmpty()) {
      text.append('\n');
      goals.forEach(goal -> text.append("- ").append(goal.line()).append('\n'));
    }
    return text.append('\n').toString();
  }

  private static String line(List<String> cells) {
    return "| " + String.join(" | ", cells) + " |\n";
  }
}
