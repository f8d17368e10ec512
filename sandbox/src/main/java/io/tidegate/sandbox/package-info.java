/** Everybody else's software in one process, for the tests and the demo. */
@NullMarked
package io.tidegate.sandbox;

import org.jspecify.annotations.NullMarked;
