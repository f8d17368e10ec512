package io.tidegate.ledger;

import java.time.Instant;
import java.util.UUID;

/**
 * What became of a message, as the first who said so has it.
 *
 * @param outcome one word
 * @param reason for a person; may be empty
 * @param at when it was stored, µs
 */
public record Receipt(UUID message, String outcome, String reason, Instant at) {}
