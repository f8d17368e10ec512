/** Proves: records in, verdict out. JDK only. */
@NullMarked
package io.tidegate.parity;

import org.jspecify.annotations.NullMarked;
