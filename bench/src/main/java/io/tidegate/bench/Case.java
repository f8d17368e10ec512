package io.tidegate.bench;

/**
 * One proof to be timed, and the floor under it. All partitions of the topic are alike: the group
 * has {@code lag} unread records in each, and a proof needs the records around the boundary and all
 * after it.
 *
 * @param before records of each partition before the boundary that belong to the window
 * @param lag unread records of each partition
 * @param records of each partition, on the target {@code [0, records)}, on the source {@link
 *     Log#SHIFT} further
 * @param payloadBytes of one record, key and value
 * @param rounds that count, after {@code warmup} that do not
 */
record Case(
    String topic,
    String group,
    int partitions,
    long before,
    long lag,
    long records,
    int payloadBytes,
    int warmup,
    int rounds) {

  /** Records that the floor reads on each cluster. */
  long windowRecords() {
    return partitions * (windowEnd() - windowBegin());
  }

  /** Of both clusters. */
  double windowMegabytes() {
    return 2.0 * windowRecords() * payloadBytes / 1e6;
  }

  /** On the target, where the group resumes. */
  long boundary() {
    return records - lag;
  }

  long windowBegin() {
    return Math.max(0, boundary() - before);
  }

  long windowEnd() {
    return records;
  }
}
