/**
 * What people say to a wave: the kinds and bodies of the ledger's message rows, written by the api,
 * read by the workflows.
 */
@NullMarked
package io.tidegate.workflows.message;

import org.jspecify.annotations.NullMarked;
