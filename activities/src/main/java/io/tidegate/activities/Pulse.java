package io.tidegate.activities;

/** Says that the work goes on; throws when it shall not. */
@FunctionalInterface
interface Pulse {

  /** For work that nobody watches. */
  Pulse SILENT = () -> {};

  void beat();
}
