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
    return Nearest.to(word, known);
  }
}
