/** What applications do with Kafka, for the tests: produce, consume, commit. */
@NullMarked
package io.tidegate.activities.traffic;

import org.jspecify.annotations.NullMarked;
