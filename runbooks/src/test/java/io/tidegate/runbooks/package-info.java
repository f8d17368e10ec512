@NullMarked
package io.tidegate.runbooks;

import org.jspecify.annotations.NullMarked;
