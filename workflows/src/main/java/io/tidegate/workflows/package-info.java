/** Decides: workflow code and the activity interfaces it needs. */
@NullMarked
package io.tidegate.workflows;

import org.jspecify.annotations.NullMarked;
