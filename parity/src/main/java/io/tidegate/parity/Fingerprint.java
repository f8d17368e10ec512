package io.tidegate.parity;

/** What a walk keeps of a record. */
record Fingerprint(long offset, long timestampMs, Id id) {}
