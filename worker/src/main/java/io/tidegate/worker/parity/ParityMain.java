package io.tidegate.worker.parity;

import java.io.BufferedOutputStream;
import java.io.FileDescriptor;
import java.io.FileOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.time.InstantSource;
import java.util.List;

/**
 * The {@code parity} command as a process. A person waits for it, so it loads little: no logging
 * but with {@code --verbose}, and nothing of the worker's process.
 */
public final class ParityMain {
  private ParityMain() {}

  public static void main(String[] args) {
    List<String> words = List.of(args);
    quietUnless(words.contains("--verbose"));
    Screen screen =
        new Screen(
            stream(FileDescriptor.out),
            stream(FileDescriptor.err),
            Boolean.getBoolean("tidegate.terminal.out")
                && System.getenv().getOrDefault("NO_COLOR", "").isEmpty(),
            Boolean.getBoolean("tidegate.terminal.err"));
    System.exit(new ParityCommand(screen, InstantSource.system()).run(words));
  }

  /** Before the first logger is made. */
  private static void quietUnless(boolean verbose) {
    if (verbose) {
      System.setProperty("logback.configurationFile", "parity-verbose.xml");
    } else {
      System.setProperty("slf4j.provider", "org.slf4j.helpers.NOP_FallbackServiceProvider");
    }
    System.setProperty("slf4j.internal.verbosity", "WARN");
  }

  /** UTF-8 whatever the locale, since names and payloads are. */
  private static PrintStream stream(FileDescriptor descriptor) {
    return new PrintStream(
        new BufferedOutputStream(new FileOutputStream(descriptor)), false, StandardCharsets.UTF_8);
  }
}
