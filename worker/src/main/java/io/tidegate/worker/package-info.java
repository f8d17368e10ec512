/** Process 1: Temporal worker, health, metrics. */
@NullMarked
package io.tidegate.worker;

import org.jspecify.annotations.NullMarked;
