/**
 * Proofs over two clusters: asks parity about every partition of a group, forward before a switch
 * and back after it.
 */
@NullMarked
package io.tidegate.activities.proof;

import org.jspecify.annotations.NullMarked;
