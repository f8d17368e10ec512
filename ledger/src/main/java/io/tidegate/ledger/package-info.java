/** Remembers: append-only Postgres. The only SQL. */
@NullMarked
package io.tidegate.ledger;

import org.jspecify.annotations.NullMarked;
