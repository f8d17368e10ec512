package io.tidegate.runbooks.gate;

import java.time.Instant;
import org.jspecify.annotations.Nullable;

/** Who closed a round, and what they said. */
public record Rejection(String subject, @Nullable String reason, Instant at) {}
