package io.tidegate.activities.proof;

import io.tidegate.parity.Isolation;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;

/**
 * What groups are going to read of one partition, by offsets: what several need at one isolation
 * level is counted once, and what lies between is not. Of a topic that a cleaner works on each
 * place is read from on its own.
 */
final class Planned {
  private final Map<Isolation, List<Window>> windows = new EnumMap<>(Isolation.class);
  private final boolean compacts;

  private record Window(long from, long to) {}

  /**
   * @param compacts whether a cleaner works on the topic, on either side
   */
  Planned(boolean compacts) {
    this.compacts = compacts;
  }

  /** One more group reads so far; nothing where it ends before it begins. */
  void add(Isolation isolation, long from, long to) {
    if (from < to) {
      windows.computeIfAbsent(isolation, first -> new ArrayList<>()).add(new Window(from, to));
    }
  }

  /** How many offsets. */
  long records() {
    return windows.values().stream().mapToLong(some -> compacts ? each(some) : once(some)).sum();
  }

  private static long each(List<Window> some) {
    return some.stream().distinct().mapToLong(window -> window.to() - window.from()).sum();
  }

  private static long once(List<Window> some) {
    long records = 0;
    long read = 0;
    for (Window window : some.stream().sorted(Comparator.comparingLong(Window::from)).toList()) {
      records += Math.max(0, window.to() - Math.max(read, window.from()));
      read = Math.max(read, window.to());
    }
    return records;
  }
}
