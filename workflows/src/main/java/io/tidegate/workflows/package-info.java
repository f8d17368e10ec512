/**
 * Decides: the durable workflows of a wave and of its rollback, and the messages that reach them.
 *
 * <p>Neither Kafka nor JDBC is on this module's classpath, so workflow code is deterministic by
 * construction: everything it learns of the world comes back from an activity of {@link
 * io.tidegate.workflows.activity}.
 */
@NullMarked
package io.tidegate.workflows;

import org.jspecify.annotations.NullMarked;
