package io.tidegate.runbooks;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;

/**
 * The words that may stand at a place, and what each means.
 *
 * @param meanings in the order in which a finding lists them
 */
record Words<T>(Map<String, T> meanings) {

  /** Keys mean themselves. */
  static Words<String> keys(List<String> keys) {
    Map<String, String> meanings = new LinkedHashMap<>();
    keys.forEach(key -> meanings.put(key, key));
    return new Words<>(meanings);
  }

  /** Each value by the word that {@code word} has for it. */
  static <T> Words<T> of(List<T> values, Function<T, String> word) {
    Map<String, T> meanings = new LinkedHashMap<>();
    values.forEach(value -> meanings.put(word.apply(value), value));
    return new Words<>(meanings);
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
    return Nearest.to(word, List.copyOf(meanings.keySet()));
  }
}
