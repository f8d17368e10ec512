/** Five lights a unit, and what each rests on. */
@NullMarked
package io.tidegate.runbooks.scorecard;

import org.jspecify.annotations.NullMarked;
