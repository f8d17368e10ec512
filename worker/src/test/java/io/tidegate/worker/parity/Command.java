package io.tidegate.worker.parity;

import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.time.InstantSource;
import java.util.List;

/** The command as its process runs it, in this JVM. */
final class Command {
  private Command() {}

  /** What it wrote and its exit code. */
  record Answer(int code, String out, String err) {

    /** The one line of a refusal. */
    String line() {
      if (!out.isEmpty() || err.lines().count() != 1) {
        throw new AssertionError("not one line on stderr alone: " + this);
      }
      return err.strip();
    }
  }

  static Answer run(List<String> words) {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    ByteArrayOutputStream err = new ByteArrayOutputStream();
    Screen screen = new Screen(stream(out), stream(err), false, false);
    int code = new ParityCommand(screen, InstantSource.system()).run(words);
    return new Answer(
        code, out.toString(StandardCharsets.UTF_8), err.toString(StandardCharsets.UTF_8));
  }

  private static PrintStream stream(ByteArrayOutputStream bytes) {
    return new PrintStream(bytes, false, StandardCharsets.UTF_8);
  }
}
