package io.tidegate.activities.proof;

import io.tidegate.parity.PartitionPair;
import java.util.stream.IntStream;
import java.util.stream.Stream;

/** A topic on both clusters, with as many partitions on each. */
record TopicPair(Frames.Both both) {
  PartitionPair partition(int number) {
    return new PartitionPair(both.source().name(), number, both.target().name(), number);
  }

  /** The partitions that have a leader on both sides. */
  Stream<PartitionPair> led() {
    return IntStream.range(0, both.source().partitions())
        .mapToObj(this::partition)
        .filter(pair -> both.leaderless(pair) == null);
  }
}
