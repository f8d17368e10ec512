package io.tidegate.worker.parity;

import java.io.BufferedOutputStream;
import java.io.FileDescriptor;
import java.io.FileOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;

/**
 * Where a command writes: the answer to {@code out} and nothing else, all other words to {@code
 * err}.
 *
 * @param colours whether {@code out} is a terminal whose user wants colours
 * @param live whether {@code err} is a terminal, on which a line may be written over
 */
public record Screen(PrintStream out, PrintStream err, boolean colours, boolean live) {

  /**
   * Of this process, as the launcher tells of its terminal. Call it before the first logger is
   * made: a person waits, so libraries log nothing.
   *
   * @param verbose unless they shall
   */
  public static Screen ofProcess(boolean verbose) {
    if (verbose) {
      System.setProperty("logback.configurationFile", "parity-verbose.xml");
    } else {
      System.setProperty("slf4j.provider", "org.slf4j.helpers.NOP_FallbackServiceProvider");
    }
    System.setProperty("slf4j.internal.verbosity", "WARN");
    return new Screen(
        stream(FileDescriptor.out),
        stream(FileDescriptor.err),
        Boolean.getBoolean("tidegate.terminal.out")
            && System.getenv().getOrDefault("NO_COLOR", "").isEmpty(),
        Boolean.getBoolean("tidegate.terminal.err"));
  }

  /** UTF-8 whatever the locale, since names and payloads are. */
  private static PrintStream stream(FileDescriptor descriptor) {
    return new PrintStream(
        new BufferedOutputStream(new FileOutputStream(descriptor)), false, StandardCharsets.UTF_8);
  }
}
