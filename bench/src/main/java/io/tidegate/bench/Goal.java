package io.tidegate.bench;

import java.util.Locale;

/**
 * What a figure should be, and what it was.
 *
 * @param what the figure, in words
 * @param bound that it is to keep
 * @param atMost whether the bound is the most, else it is the least
 */
record Goal(String what, double measured, double bound, boolean atMost) {

  static Goal atMost(double bound, String what, double measured) {
    return new Goal(what, measured, bound, true);
  }

  static Goal atLeast(double bound, String what, double measured) {
    return new Goal(what, measured, bound, false);
  }

  /** A figure that is not a number keeps no bound. */
  boolean met() {
    return atMost ? measured <= bound : measured >= bound;
  }

  String line() {
    return String.format(
        Locale.ROOT,
        "%s: %s: %.2f (goal: at %s %s)",
        met() ? "met" : "**FAILED**",
        what,
        measured,
        atMost ? "most" : "least",
        bound == Math.rint(bound) ? String.valueOf((long) bound) : String.valueOf(bound));
  }
}
