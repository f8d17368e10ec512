package io.tidegate.ledger;

import java.time.Instant;

/**
 * How a round ended; a round has one end.
 *
 * @param state CONSUMED, REJECTED, EXPIRED or SUPERSEDED
 * @param at µs
 */
public record RoundEnd(String state, String detailJson, Instant at) {}
