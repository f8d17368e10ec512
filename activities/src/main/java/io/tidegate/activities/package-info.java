/** Touches: implements the activity interfaces on Kafka, switches and ledger. */
@NullMarked
package io.tidegate.activities;

import org.jspecify.annotations.NullMarked;
