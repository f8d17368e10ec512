/**
 * A wave as people see it: the bodies of {@code GET /waves/{wave}} and of the workflow's {@code
 * view()} query.
 */
@NullMarked
package io.tidegate.workflows.view;

import org.jspecify.annotations.NullMarked;
