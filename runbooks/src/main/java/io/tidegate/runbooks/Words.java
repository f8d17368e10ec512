package io.tidegate.runbooks;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;

/**
 * The words that may stand at a place: what each means, and those that the language has but this
 * build does not serve yet.
 *
 * @param meanings in the order in which a finding lists them
 */
record Words<T>(Map<String, T> meanings, List<String> notYet) {

  static final String NOT_SUPPORTED_YET = "not supported yet";

  private static final int DISTANCE_MAX = 2;

  /** Keys mean themselves. */
  static Words<String> keys(List<String> supported, String... notYet) {
    Map<String, String> meanings = new LinkedHashMap<>();
    supported.forEach(key -> meanings.put(key, key));
    return new Words<>(meanings, List.of(notYet));
  }

  /** Each value by the word that {@code word} has for it. */
  static <T> Words<T> of(List<T> values, Function<T, String> word, String... notYet) {
    Map<String, T> meanings = new LinkedHashMap<>();
    values.forEach(value -> meanings.put(word.apply(value), value));
    return new Words<>(meanings, List.of(notYet));
  }

  /** The word of a constant: {@code STOP_WAVE} is {@code stop-wave}. */
  static String kebab(Enum<?> constant) {
    return snake(constant).replace('_', '-');
  }

  /** The word of a constant: {@code READ_COMMITTED} is {@code read_committed}. */
  static String snake(Enum<?> constant) {
    return constant.name().toLowerCase(Locale.ROOT);
  }

  String allowed() {
    return String.join(", ", meanings.keySet());
  }

  /** The word of the language that somebody may have meant. */
  Optional<String> near(String word) {
    List<String> known = new ArrayList<>(meanings.keySet());
    known.addAll(notYet);
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
