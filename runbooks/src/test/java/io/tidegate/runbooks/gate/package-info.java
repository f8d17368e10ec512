@NullMarked
package io.tidegate.runbooks.gate;

import org.jspecify.annotations.NullMarked;
