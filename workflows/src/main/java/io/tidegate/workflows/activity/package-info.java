/**
 * What the workflows ask of the world. The caller owns these interfaces; module {@code activities}
 * implements them.
 */
@NullMarked
package io.tidegate.workflows.activity;

import org.jspecify.annotations.NullMarked;
