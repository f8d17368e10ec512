package io.tidegate.activities.proof;

import io.tidegate.parity.PartitionPair;

/** A topic on both clusters, with as many partitions on each. */
record TopicPair(Frames.Both both) {
  PartitionPair partition(int number) {
    return new PartitionPair(both.source().name(), number, both.target().name(), number);
  }
}
