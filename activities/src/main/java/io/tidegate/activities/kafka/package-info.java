/**
 * One Kafka cluster at a time: clients, reads that change nothing, group offsets, and what their
 * errors mean.
 */
@NullMarked
package io.tidegate.activities.kafka;

import org.jspecify.annotations.NullMarked;
