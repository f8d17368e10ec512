package io.tidegate.parity;

/** The first 128 bits of a SHA-256: enough that two equal ones are the same content. */
record Id(long high, long low) {}
