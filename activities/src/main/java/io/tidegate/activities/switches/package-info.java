/**
 * The applications' own switches: signed webhooks that stop, start and reconcile, with every answer
 * bounded.
 */
@NullMarked
package io.tidegate.activities.switches;

import org.jspecify.annotations.NullMarked;
