/**
 * The checks behind a unit's scorecard beside its offsets: whether the target can carry it, whether
 * it can be watched, who may do what there, and whether the way back stands.
 *
 * <p>One door, {@link io.tidegate.activities.score.Scorer}; each check is one small class with an
 * evidence body.
 */
@NullMarked
package io.tidegate.activities.score;

import org.jspecify.annotations.NullMarked;
