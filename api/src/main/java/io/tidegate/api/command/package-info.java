/**
 * What people ask a wave to do: first a row of the ledger with its audit entry, then a word to
 * Temporal that carries the row's id and nothing else. A word that is lost is said again.
 */
@NullMarked
package io.tidegate.api.command;

import org.jspecify.annotations.NullMarked;
