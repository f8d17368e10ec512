package io.tidegate.ledger;

/**
 * A step that is tried again.
 *
 * @param unit empty for a step of the whole wave
 * @param attempt the number of the attempt that failed last, from 1
 * @param reason why it failed, one line
 */
public record Wait(String wave, String unit, String step, int attempt, String reason) {}
