package io.tidegate.activities;

/** How many there are of a thing, in the words of a note. */
final class Counted {
  private Counted() {}

  /**
   * {@code 1 partition}, {@code 2 partitions}.
   *
   * @param thing in the singular, of a word whose plural only adds an s
   */
  static String of(long number, String thing) {
    return number + " " + thing + (number == 1 ? "" : "s");
  }
}
