package io.tidegate.workflows.activity;

/**
 * What the call of one step of one unit carries. The activity loads the plan (the compiled runbook)
 * from the ledger by its digest, so a call stays small whatever the size of the runbook.
 *
 * @param wave the wave's name
 * @param unit the unit's name; empty for a call about the whole wave
 * @param step the step as the contract names it, such as {@code switch-consumers}
 * @param key idempotency key of this call, stable over attempts; it changes when a unit takes the
 *     same step again after it was backed out. Every result echoes it
 * @param fence the number of the unit's lease, checked before each effect; 0 before a lease is held
 * @param runbook digest of the runbook's exact bytes
 */
public record Call(String wave, String unit, String step, String key, long fence, String runbook) {
  public Call {
    if (wave.isBlank() || key.isBlank()) {
      throw new IllegalArgumentException(
          "a call names its wave and its key: wave=" + wave + " key=" + key);
    }
    if (fence < 0) {
      throw new IllegalArgumentException("fence must not be negative: " + fence);
    }
  }
}
