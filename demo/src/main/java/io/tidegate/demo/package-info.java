/** Tells: sandbox, api, worker and the sample applications. */
@NullMarked
package io.tidegate.demo;

import org.jspecify.annotations.NullMarked;
