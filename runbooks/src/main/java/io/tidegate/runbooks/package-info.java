/** Says: the runbook language, and the policy of its gates. Pure. */
@NullMarked
package io.tidegate.runbooks;

import org.jspecify.annotations.NullMarked;
