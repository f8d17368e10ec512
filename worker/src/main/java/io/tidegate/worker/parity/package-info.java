/**
 * The {@code parity} command: one check between two clusters, read-only, with nothing else
 * installed. Words in, a proof asked for, a table or a JSON document out.
 */
@NullMarked
package io.tidegate.worker.parity;

import org.jspecify.annotations.NullMarked;
