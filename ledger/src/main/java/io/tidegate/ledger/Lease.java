package io.tidegate.ledger;

import java.time.Instant;

/** Who holds a key, and since when (µs). */
public record Lease(LeaseKey key, String wave, String unit, Instant since) {}
