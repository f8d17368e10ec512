@NullMarked
package io.tidegate.workflows;

import org.jspecify.annotations.NullMarked;
