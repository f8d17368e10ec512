/** Process 1: wires the activities to Temporal's task queues and says how it is. */
@NullMarked
package io.tidegate.worker;

import org.jspecify.annotations.NullMarked;
