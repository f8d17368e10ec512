package io.tidegate.runbooks;

import java.util.Collection;
import java.util.Locale;
import java.util.Optional;

/** What somebody may have meant who wrote a name that does not exist. */
public final class Nearest {
  private static final int DISTANCE_MAX = 2;

  private Nearest() {}

  /**
   * The first known name that a slip of at most {@value #DISTANCE_MAX} letters explains; case,
   * dashes and underscores do not count. Empty where nothing is as near as that.
   */
  public static Optional<String> to(String word, Collection<String> known) {
    String given = plain(word);
    String nearest = null;
    int least = DISTANCE_MAX + 1;
    for (String candidate : known) {
      int distance = distance(given, plain(candidate));
      if (distance < least && distance < candidate.length() / 2 + 1) {
        least = distance;
        nearest = candidate;
      }
    }
    return Optional.ofNullable(nearest);
  }

  private static String plain(String word) {
    return word.toLowerCase(Locale.ROOT).replace("-", "").replace("_", "");
  }

  /**
   * Letters to change, add or drop; more than {@link #DISTANCE_MAX} for words of very different
   * length without a count.
   */
  private static int distance(String a, String b) {
    if (Math.abs(a.length() - b.length()) > DISTANCE_MAX) {
      return DISTANCE_MAX + 1;
    }
    int[] row = new int[b.length() + 1];
    for (int j = 0; j <= b.length(); j++) {
      row[j] = j;
    }
    for (int i = 1; i <= a.length(); i++) {
      int diagonal = row[0];
      row[0] = i;
      for (int j = 1; j <= b.length(); j++) {
        int change = diagonal + (a.charAt(i - 1) == b.charAt(j - 1) ? 0 : 1);
        diagonal = row[j];
        row[j] = Math.min(change, Math.min(row[j], row[j - 1]) + 1);
      }
    }
    return row[b.length()];
  }
}
