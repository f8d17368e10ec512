/** Process 2: Dropwizard REST; ledger reader; commands enter through Temporal. */
@NullMarked
package io.tidegate.api;

import org.jspecify.annotations.NullMarked;
