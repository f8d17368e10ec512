package io.tidegate.ledger;

import java.time.Instant;

/** A rollback: who asked for what, and when (µs). */
public record Rollback(RollbackRequest request, Instant at) {}
