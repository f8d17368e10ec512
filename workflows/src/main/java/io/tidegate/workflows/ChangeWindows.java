package io.tidegate.workflows;

import java.time.Instant;
import java.util.List;
import java.util.Optional;

/**
 * When a wave may stop and switch applications. A wave without windows may at any time.
 *
 * @param windows in the order in which they were given; they may overlap
 */
record ChangeWindows(List<Window> windows) {
  ChangeWindows {
    windows = List.copyOf(windows);
  }

  boolean isOpen(Instant now) {
    return windows.isEmpty() || windows.stream().anyMatch(window -> window.holds(now));
  }

  /** When the next one opens; empty where one is open or none is left. */
  Optional<Instant> nextOpening(Instant now) {
    if (isOpen(now)) {
      return Optional.empty();
    }
    return windows.stream()
        .map(Window::opens)
        .filter(opens -> opens.isAfter(now))
        .min(Instant::compareTo);
  }

  /**
   * When the time that is open now ends, through windows that overlap or touch; empty where none is
   * open or it never ends.
   */
  Optional<Instant> closing(Instant now) {
    Optional<Instant> end = Optional.empty();
    Instant reached = now;
    while (true) {
      Instant from = reached;
      Optional<Instant> later =
          windows.stream()
              .filter(window -> window.holds(from))
              .map(Window::closes)
              .max(Instant::compareTo);
      if (later.isEmpty()) {
        return end;
      }
      end = later;
      reached = later.get();
    }
  }

  /** For a sentence: why it is not open now, and what is next. */
  String told(Instant now) {
    return nextOpening(now)
        .map(opens -> "the next change window opens at " + opens)
        .orElse("no change window is left");
  }
}
