package io.tidegate.worker.parity;

import java.util.ArrayList;
import java.util.List;

/** Lines of a fixed width. */
final class Text {
  /** No line of the table is longer, but for a name or a word that is. */
  static final int WIDTH = 116;

  private Text() {}

  static String left(String text, int width) {
    return text + " ".repeat(Math.max(0, width - text.length()));
  }

  static String right(String text, int width) {
    return " ".repeat(Math.max(0, width - text.length())) + text;
  }

  /**
   * A text of somebody else for a terminal: what it would obey, break the line at or hide stands
   * there as its code, such as {@code \\u001b}. Of any number of lines it makes one.
   */
  static String printable(String text) {
    StringBuilder shown = new StringBuilder(text.length());
    text.codePoints()
        .forEach(
            one -> {
              if (isShown(one)) {
                shown.appendCodePoint(one);
              } else {
                shown.append("\\u%04x".formatted(one));
              }
            });
    return shown.toString();
  }

  private static boolean isShown(int codePoint) {
    return switch (Character.getType(codePoint)) {
      case Character.CONTROL,
          Character.FORMAT,
          Character.SURROGATE,
          Character.LINE_SEPARATOR,
          Character.PARAGRAPH_SEPARATOR ->
          false;
      default -> true;
    };
  }

  /** At most that long; what is cut off shows. */
  static String cut(String text, int width) {
    return text.length() <= width ? text : text.substring(0, Math.max(0, width - 1)) + "…";
  }

  /** Printable words over as many lines as they need, each behind the indent. */
  static List<String> wrapped(String text, int indent) {
    List<String> lines = new ArrayList<>();
    StringBuilder line = new StringBuilder();
    for (String word : printable(text).split(" ", -1)) {
      if (line.length() > 0 && indent + line.length() + 1 + word.length() > WIDTH) {
        lines.add(" ".repeat(indent) + line);
        line.setLength(0);
      }
      line.append(line.length() > 0 ? " " : "").append(word);
    }
    lines.add(" ".repeat(indent) + line);
    return lines;
  }

  /** {@code 1 partition}, {@code 2 partitions}. */
  static String count(long number, String thing) {
    return number + " " + thing + (number == 1 ? "" : "s");
  }

  /** {@code 0-3, 7, 9-12} of rising numbers. */
  static String ranges(List<Integer> rising) {
    List<String> ranges = new ArrayList<>();
    int first = 0;
    for (int i = 1; i <= rising.size(); i++) {
      if (i == rising.size() || rising.get(i) != rising.get(i - 1) + 1) {
        int from = rising.get(first);
        int to = rising.get(i - 1);
        ranges.add(from == to ? String.valueOf(from) : from + "-" + to);
        first = i;
      }
    }
    return String.join(", ", ranges);
  }
}
