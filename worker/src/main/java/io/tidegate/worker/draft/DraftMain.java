package io.tidegate.worker.draft;

import io.tidegate.worker.parity.Screen;
import java.util.List;

/** The {@code draft} command as a process. */
public final class DraftMain {
  private DraftMain() {}

  public static void main(String[] args) {
    List<String> words = List.of(args);
    Screen screen = Screen.ofProcess(words.contains("--verbose"));
    System.exit(new DraftCommand(screen).run(words));
  }
}
