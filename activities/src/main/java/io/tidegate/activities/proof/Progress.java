package io.tidegate.activities.proof;

/**
 * Told that a long piece of work is alive: at least every {@link SideBySide#TICK}, from the thread
 * that asked for the work.
 */
@FunctionalInterface
public interface Progress {

  /** Nobody listens. */
  Progress NONE = done -> {};

  /**
   * Called with one plain line. What it throws ends the work: a cancelled caller throws here.
   *
   * @param done such as {@code "12 of 40 partitions of payments-charger"}
   */
  void at(String done);
}
