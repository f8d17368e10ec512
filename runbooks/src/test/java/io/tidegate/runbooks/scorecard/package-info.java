@NullMarked
package io.tidegate.runbooks.scorecard;

import org.jspecify.annotations.NullMarked;
