/**
 * The sample applications: what a team would own beside Tidegate, and nothing of Tidegate but the
 * webhook signature.
 */
@NullMarked
package io.tidegate.demo.app;

import org.jspecify.annotations.NullMarked;
