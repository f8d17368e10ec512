package io.tidegate.ledger;

/**
 * A step that is waited for.
 *
 * @param unit empty for a step of the whole wave
 * @param attempt the number of the attempt that failed last, from 1, while it is tried again; 0
 *     while it is under way and says how far it is
 * @param reason why it failed, or how far it is, one line
 */
public record Wait(String wave, String unit, String step, int attempt, String reason) {
  /** Whether nothing went wrong: it only takes its time. */
  public boolean isUnderWay() {
    return attempt == 0;
  }
}
