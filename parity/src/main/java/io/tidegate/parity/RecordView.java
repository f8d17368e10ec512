package io.tidegate.parity;

/**
 * A record shown to a person: a short printable form of its key and value, never the whole.
 *
 * @param offset in its own log
 * @param key at most 32 characters; {@code "null"} for none
 * @param value at most 32 characters; {@code "null"} for a tombstone
 */
public record RecordView(long offset, long timestampMs, String key, String value) {}
