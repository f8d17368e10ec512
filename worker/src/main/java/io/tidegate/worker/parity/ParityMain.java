package io.tidegate.worker.parity;

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
    Screen screen = Screen.ofProcess(words.contains("--verbose"));
    System.exit(new ParityCommand(screen, InstantSource.system()).run(words));
  }
}
