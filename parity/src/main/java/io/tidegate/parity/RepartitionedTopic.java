package io.tidegate.parity;

import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * One group on a topic whose partition counts, or partitioners, differ on both sides: a record may
 * stand on any partition of the target.
 *
 * @param sources all partitions of the source, at the question's isolation level
 * @param targets all partitions of the target, at the question's isolation level
 * @param profile null where the topic could not be calibrated: the answer is UNPROVEN
 */
public record RepartitionedTopic(
    List<Source> sources,
    List<Target> targets,
    Isolation isolation,
    @Nullable Profile profile,
    Terms terms,
    Frame frame) {

  /**
   * One partition of the source.
   *
   * @param committed the group's stable committed offset, null where it has none
   */
  public record Source(PartitionLog log, @Nullable Long committed) {}

  /**
   * One partition of the target.
   *
   * @param pair without a source partition
   * @param committed the target group's offset as somebody wrote it, to be graded; null for none
   */
  public record Target(PartitionPair pair, PartitionLog log, @Nullable Long committed) {
    public Target {
      if (!pair.isRepartitioned()) {
        throw new IllegalArgumentException(pair + " has a partition of its own on the source");
      }
    }
  }

  public RepartitionedTopic {
    sources = List.copyOf(sources);
    targets = List.copyOf(targets);
    if (sources.isEmpty() || targets.isEmpty()) {
      throw new IllegalArgumentException("a topic without partitions");
    }
  }
}
