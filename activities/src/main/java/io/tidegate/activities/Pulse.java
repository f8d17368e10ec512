package io.tidegate.activities;

/** Says that the work goes on; throws when it shall not. */
@FunctionalInterface
interface Pulse {

  /** For work that nobody watches. */
  Pulse SILENT = () -> {};

  void beat();

  /**
   * The same, and how far it is, for people who wait for it.
   *
   * @param done one plain line, such as {@code "3 of 20 groups proven"}
   */
  default void at(String done) {
    beat();
  }
}
