package io.tidegate.ledger;

import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * An audit entry as it stands.
 *
 * @param seq 1 for the first, without gaps
 * @param at µs, by the database's clock, never earlier than the entry before
 * @param previous hash of the entry before as 64 hex digits, zeros for the first
 * @param hash SHA-256 over the byte 02, the previous hash and the entry's bytes, see {@link Chain}
 * @param leaf SHA-256 over the byte 00 and the entry's bytes: the leaf of RFC 6962
 */
public record Entry(
    long seq,
    Instant at,
    String kind,
    @Nullable String wave,
    String subject,
    String detailJson,
    String previous,
    String hash,
    String leaf) {}
