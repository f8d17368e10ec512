package io.tidegate.parity;

import org.jspecify.annotations.Nullable;

/** One header of a record. The value is shared, not copied: do not change it. */
@SuppressWarnings("ArrayRecordComponent") // read once, never compared as a value
public record Header(String key, byte @Nullable [] value) {}
