package io.tidegate.activities.proof;

import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * Bounds how many logs are open at a time, however many are read: who opens one more takes the turn
 * of the one that was read longest ago, which goes on where it was at its next turn. So the readers
 * and what they hold are as many for a large unit as for a small one. Not thread-safe.
 */
public final class Turns {
  /** Logs that are open at a time. */
  public static final int OPEN_MAX = 32;

  private final Map<NextRecords, Boolean> open = new LinkedHashMap<>(OPEN_MAX, 0.75f, true);

  /** It is open and is read now. */
  void reads(NextRecords one) {
    open.put(one, true);
    if (open.size() > OPEN_MAX) {
      Iterator<NextRecords> longestAgo = open.keySet().iterator();
      NextRecords other = longestAgo.next();
      longestAgo.remove();
      other.close();
    }
  }

  /** It is not open any more. */
  void ends(NextRecords one) {
    open.remove(one);
  }

  /** How many are open now. */
  int open() {
    return open.size();
  }
}
