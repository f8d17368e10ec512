package io.tidegate.activities.score;

import java.time.Instant;

/**
 * The last rehearsal of a unit that went to its end, its way back included.
 *
 * @param realClient whether the application's own consumer took part, not a built-in one
 */
public record Rehearsed(String wave, Instant at, boolean realClient) {}
