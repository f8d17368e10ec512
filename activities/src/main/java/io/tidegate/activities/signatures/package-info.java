/** What people signed about a unit, and what it does to the lights. */
@NullMarked
package io.tidegate.activities.signatures;

import org.jspecify.annotations.NullMarked;
