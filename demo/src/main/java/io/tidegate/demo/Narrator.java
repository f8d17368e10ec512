package io.tidegate.demo;

import java.io.PrintStream;
import java.time.Duration;
import java.util.Locale;

/** Prints what happens as it happens, each line with the seconds since the demo began. */
final class Narrator {
  private final PrintStream out;
  private final long began = System.nanoTime();

  Narrator(PrintStream out) {
    this.out = out;
  }

  void say(String line) {
    double seconds = Duration.ofNanos(System.nanoTime() - began).toMillis() / 1000.0;
    out.printf(Locale.ROOT, "%6.1f s  %s%n", seconds, line);
    out.flush();
  }

  /** Belongs to the line before it. */
  void detail(String line) {
    out.printf(Locale.ROOT, "          %s%n", line);
    out.flush();
  }

  void blank() {
    out.println();
  }
}
