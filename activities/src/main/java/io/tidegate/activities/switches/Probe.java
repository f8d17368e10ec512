package io.tidegate.activities.switches;

/** The body of a reconcile probe's POST, with the contract's names. */
public record Probe(String wave, String unit, String mode, String idempotencyKey) {}
