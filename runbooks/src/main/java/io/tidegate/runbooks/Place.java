package io.tidegate.runbooks;

import org.yaml.snakeyaml.error.Mark;

/** A place in a file, both from 1. */
record Place(int line, int column) {

  static final Place START = new Place(1, 1);

  static Place of(Mark mark) {
    return new Place(mark.getLine() + 1, mark.getColumn() + 1);
  }

  /** Where the character at an index stands. */
  static Place ofIndex(String text, int index) {
    int line = 1;
    int lineStart = 0;
    int end = Math.min(index, text.length());
    for (int i = 0; i < end; i++) {
      if (text.charAt(i) == '\n') {
        line++;
        lineStart = i + 1;
      }
    }
    return new Place(line, text.codePointCount(lineStart, end) + 1);
  }
}
