package io.tidegate.activities.kafka;

import java.time.Duration;
import java.util.Collection;
import java.util.Set;
import org.apache.kafka.clients.consumer.CloseOptions;
import org.apache.kafka.clients.consumer.Consumer;
import org.apache.kafka.clients.consumer.ConsumerRecords;
import org.apache.kafka.clients.consumer.OffsetAndMetadata;
import org.apache.kafka.common.Metric;
import org.apache.kafka.common.TopicPartition;
import org.jspecify.annotations.Nullable;

/**
 * A consumer that reads by position, held to the pace of its cluster by what really came over the
 * wire: a fetch brings whole batches, and more than is asked for. Not thread-safe.
 */
final class Reader {
  private static final String BYTES_IN = "incoming-byte-total";

  private final Readers.Kind kind;
  private final Consumer<byte[], byte[]> consumer;
  private final Pace pace;
  private final @Nullable Metric bytesIn;
  private long charged;
  private int assigned;

  Reader(Readers.Kind kind, Consumer<byte[], byte[]> consumer, Pace pace) {
    this.kind = kind;
    this.consumer = consumer;
    this.pace = pace;
    this.bytesIn =
        consumer.metrics().values().stream()
            .filter(metric -> metric.metricName().name().equals(BYTES_IN))
            .filter(metric -> metric.metricName().tags().size() == 1)
            .findFirst()
            .map(Metric.class::cast)
            .orElse(null);
  }

  Readers.Kind kind() {
    return kind;
  }

  /** Whether it is assigned to exactly these. */
  boolean reads(Set<TopicPartition> partitions) {
    return consumer.assignment().equals(partitions);
  }

  /** None of them is paused after it, and each stands anywhere. */
  void assign(Set<TopicPartition> partitions) {
    if (!reads(partitions)) {
      consumer.assign(partitions);
      partitions.forEach(partition -> consumer.seek(partition, 0));
      assigned = partitions.size();
    }
    // One that was assigned before is still paused.
    consumer.resume(consumer.paused());
  }

  /** To so many partitions; each takes a few KiB for as long as it is. */
  int assigned() {
    return assigned;
  }

  /** Whether the partition held nothing beyond the position when it was fetched last. */
  boolean atEnd(TopicPartition partition) {
    return consumer.currentLag(partition).orElse(Long.MAX_VALUE) <= 0;
  }

  void seek(TopicPartition partition, long position) {
    consumer.seek(partition, position);
  }

  /** Asks the leader something, so that the consumer has heard of it and of its epoch. */
  void learnLeader(TopicPartition partition) {
    var unused = begin(partition);
  }

  /**
   * Where an earlier leader left off; {@link #position} then looks whether that is still so, where
   * the consumer knows the leader.
   */
  void seek(TopicPartition partition, LogEnds.Place place) {
    consumer.seek(partition, new OffsetAndMetadata(place.offset(), place.epoch(), ""));
  }

  /**
   * @throws org.apache.kafka.clients.consumer.LogTruncationException where the log no longer holds
   *     what an earlier leader had up to there
   */
  long position(TopicPartition partition) {
    return consumer.position(partition);
  }

  void pause(Collection<TopicPartition> partitions) {
    consumer.pause(partitions);
  }

  void resume(Collection<TopicPartition> partitions) {
    consumer.resume(partitions);
  }

  /** Waits until what was read before is paid for, then reads. */
  ConsumerRecords<byte[], byte[]> poll(Duration atMost) throws InterruptedException {
    pace.await();
    try {
      return consumer.poll(atMost);
    } finally {
      long total = total();
      pace.charge(total - charged);
      charged = total;
    }
  }

  private long total() {
    return bytesIn != null && bytesIn.metricValue() instanceof Number number
        ? number.longValue()
        : charged;
  }

  /** Anything at all, to see whether there is an answer. */
  void ask(Duration atMost) {
    consumer.listTopics(atMost);
  }

  /** The log start offset now. */
  @Nullable Long begin(TopicPartition partition) {
    return consumer.beginningOffsets(Set.of(partition)).get(partition);
  }

  void close(Duration atMost) {
    consumer.close(CloseOptions.timeout(atMost));
  }
}
