/**
 * Tells: the sandbox, the api, the worker and two sample applications in one process, and one wave
 * from its start to its end.
 */
@NullMarked
package io.tidegate.demo;

import org.jspecify.annotations.NullMarked;
