/**
 * Drafts of runbooks: what two clusters show, written down so that a person only adds what no
 * cluster can show. {@link io.tidegate.activities.draft.Draft} is the door.
 */
@NullMarked
package io.tidegate.activities.draft;

import org.jspecify.annotations.NullMarked;
