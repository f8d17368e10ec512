package io.tidegate.workflows.view;

import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * How long something stays possible.
 *
 * @param at null while no end is known; {@code why} says what it depends on
 */
public record Until(@Nullable Instant at, String why) {}
