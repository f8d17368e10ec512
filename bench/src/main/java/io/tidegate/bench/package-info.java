/** Measures the proof's own cost: the same records proven, and merely read. */
@NullMarked
package io.tidegate.bench;

import org.jspecify.annotations.NullMarked;
