/** Says: the runbook language, gates and scorecard. Pure. */
@NullMarked
package io.tidegate.runbooks;

import org.jspecify.annotations.NullMarked;
