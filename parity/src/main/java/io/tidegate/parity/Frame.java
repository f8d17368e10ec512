package io.tidegate.parity;

import org.jspecify.annotations.Nullable;

/**
 * What must not have moved around a proof, seen by the caller before and after it read the
 * position.
 *
 * @param broken null, or what moved, in words: {@code "topic payments was created anew"}. Topic ids
 *     that differ over time and partition counts that changed during the check belong here
 * @param samePartitionCount whether the topics of both sides have as many partitions as each other
 * @param sourceCompacts whether a cleaner may remove records on the source
 * @param targetCompacts whether a cleaner may remove records on the target
 * @param sourceId the topic's id; null where the broker has none, so that nobody can tell whether
 *     the topic is still the same
 * @param targetId the same of the target
 */
public record Frame(
    @Nullable String broken,
    boolean samePartitionCount,
    boolean sourceCompacts,
    boolean targetCompacts,
    @Nullable String sourceId,
    @Nullable String targetId) {

  /** Unchanged, with equal partition counts, on topics that have ids and no cleaner touches. */
  public static Frame steady() {
    return new Frame(null, true, false, false, "source", "target");
  }

  /** Whether it can be told that both topics are the same ones as before. */
  boolean identified() {
    return sourceId != null && targetId != null;
  }
}
