/**
 * Who may let a wave go on, and on what: rounds, slots, decisions and the digest of what is decided
 * on. Functions of values; time is passed in, and every list has an order, so that a workflow may
 * call them.
 */
@NullMarked
package io.tidegate.runbooks.gate;

import org.jspecify.annotations.NullMarked;
