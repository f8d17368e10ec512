package io.tidegate.bench;

import java.util.Locale;

/** Figures as people read them. */
final class Figures {

  private Figures() {}

  /** The median, and what the rounds spread over: {@code 12.3 (11.9 to 14.0)}. */
  static String spread(Rounds rounds) {
    return "%s (%s to %s)"
        .formatted(digits(rounds.median()), digits(rounds.least()), digits(rounds.most()));
  }

  static String milliseconds(Rounds seconds) {
    return spread(new Rounds(seconds.values().stream().map(value -> value * 1_000).toList()));
  }

  static String count(long value) {
    return String.format(Locale.ROOT, "%,d", value);
  }

  /** Three digits that count. */
  static String digits(double value) {
    return String.format(Locale.ROOT, value < 10 ? "%.2f" : value < 100 ? "%.1f" : "%,.0f", value);
  }
}
