/** The {@code draft} command: words in, a runbook for what two clusters show out. */
@NullMarked
package io.tidegate.worker.draft;

import org.jspecify.annotations.NullMarked;
