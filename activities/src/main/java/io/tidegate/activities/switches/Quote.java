package io.tidegate.activities.switches;

/** What others said, as one short line in quotes. */
final class Quote {
  static final int CHARS_MAX = 200;

  private Quote() {}

  /** The beginning: an answer says what it is there. */
  static String start(String text) {
    String line = line(text);
    return "\"" + (line.length() > CHARS_MAX ? line.substring(0, CHARS_MAX) + "…" : line) + "\"";
  }

  /** The end: a command says there why it ends. */
  static String end(String text) {
    String line = line(text);
    return "\""
        + (line.length() > CHARS_MAX ? "…" + line.substring(line.length() - CHARS_MAX) : line)
        + "\"";
  }

  private static String line(String text) {
    return text.strip().replaceAll("\\p{Cntrl}+", " ");
  }
}
