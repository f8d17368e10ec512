package io.tidegate.worker.parity;

import io.tidegate.parity.Light;

/** Colours for a terminal, or none. A word says the same as its colour. */
record Paint(boolean colours) {
  private static final String RESET = "\u001b[0m";
  private static final String BOLD = "\u001b[1m";
  private static final String FAINT = "\u001b[2m";

  String light(Light light, String text) {
    return paint(
        switch (light) {
          case GREEN -> "\u001b[32m";
          case YELLOW -> "\u001b[33m";
          case RED -> "\u001b[31m";
        },
        text);
  }

  String strong(String text) {
    return paint(BOLD, text);
  }

  String faint(String text) {
    return paint(FAINT, text);
  }

  private String paint(String code, String text) {
    return colours && !text.isEmpty() ? code + text + RESET : text;
  }
}
