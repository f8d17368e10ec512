package io.tidegate.ledger;

/**
 * The first entry that does not fit.
 *
 * @param seq its number, or the number that is missing
 * @param problem what was expected and what stands there
 */
public record ChainFault(long seq, String problem) {}
