package io.tidegate.activities.kafka;

import io.tidegate.parity.Header;
import io.tidegate.parity.LogRecord;
import io.tidegate.parity.LogUnavailable;
import io.tidegate.parity.RecordCursor;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Iterator;
import java.util.List;
import java.util.Set;
import org.apache.kafka.clients.consumer.Consumer;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.ConsumerRecords;
import org.apache.kafka.clients.consumer.OffsetOutOfRangeException;
import org.apache.kafka.common.IsolationLevel;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.errors.InterruptException;
import org.apache.kafka.common.record.TimestampType;
import org.jspecify.annotations.Nullable;

/**
 * Reads one partition forward to a bound. Holds one fetch. That the bound is passed is known from
 * the consumer's position, which moves over markers and aborted records, never from a record that
 * may not come.
 */
final class KafkaCursor implements RecordCursor {
  private static final Duration POLL = Duration.ofMillis(200);

  /** A broker that has what was asked for serves it well within this; then the read is given up. */
  private static final Duration STALL_MAX = Duration.ofSeconds(15);

  private final Cluster cluster;
  private final TopicPartition partition;
  private final IsolationLevel isolation;
  private final long to;
  private long position;
  private boolean begun;
  private boolean failed;
  private @Nullable Consumer<byte[], byte[]> consumer;
  private Iterator<ConsumerRecord<byte[], byte[]>> fetched = Collections.emptyIterator();

  KafkaCursor(
      Cluster cluster, TopicPartition partition, IsolationLevel isolation, long from, long to) {
    this.cluster = cluster;
    this.partition = partition;
    this.isolation = isolation;
    this.position = from;
    this.to = to;
  }

  @Override
  public @Nullable LogRecord next() {
    while (true) {
      if (fetched.hasNext()) {
        ConsumerRecord<byte[], byte[]> found = fetched.next();
        if (found.offset() < to) {
          return logRecord(found);
        }
        position = to;
        fetched = Collections.emptyIterator();
      }
      if (position >= to) {
        return null;
      }
      fetch();
    }
  }

  private void fetch() {
    try {
      fetchOrThrow(reader());
    } catch (RuntimeException thrown) {
      failed = true;
      if (thrown instanceof LogUnavailable known) {
        throw known;
      }
      KafkaCall call =
          KafkaCall.readTopic("reading " + partition + " from " + position, partition.topic());
      throw KafkaLog.unavailable(name(), call.failure(cluster.name(), thrown));
    }
  }

  private void fetchOrThrow(Consumer<byte[], byte[]> reader) {
    long before = position;
    long deadline = System.nanoTime() + STALL_MAX.toNanos();
    while (position == before) {
      if (Thread.currentThread().isInterrupted()) {
        throw new InterruptException("reading " + partition + " was interrupted");
      }
      if (System.nanoTime() > deadline) {
        throw cluster.stoodStill(
            "reading " + partition + " from " + position + " to " + to, STALL_MAX);
      }
      try {
        ConsumerRecords<byte[], byte[]> polled = reader.poll(POLL);
        begun |= !polled.isEmpty();
        fetched = polled.iterator();
        position = reader.position(partition);
      } catch (OffsetOutOfRangeException gone) {
        skipToBegin(reader, gone);
      }
    }
  }

  /** Only before the first record: later it would be a hole in what was promised. */
  private void skipToBegin(Consumer<byte[], byte[]> reader, OffsetOutOfRangeException gone) {
    Long begin = reader.beginningOffsets(Set.of(partition)).get(partition);
    if (begun || begin == null || begin <= position) {
      throw new LogUnavailable(
          name(), "offset " + position + " is gone; the log begins at " + begin, gone);
    }
    position = begin;
    reader.seek(partition, begin);
  }

  private Consumer<byte[], byte[]> reader() {
    if (consumer == null) {
      consumer = cluster.readers().borrow(isolation);
      consumer.assign(List.of(partition));
      consumer.seek(partition, position);
    }
    return consumer;
  }

  private static LogRecord logRecord(ConsumerRecord<byte[], byte[]> found) {
    List<Header> headers = new ArrayList<>();
    found.headers().forEach(header -> headers.add(new Header(header.key(), header.value())));
    return new LogRecord(
        found.offset(),
        Math.max(found.timestamp(), -1),
        found.timestampType() == TimestampType.CREATE_TIME,
        found.key(),
        found.value(),
        headers);
  }

  private String name() {
    return cluster.name() + " " + partition;
  }

  @Override
  public void close() {
    Consumer<byte[], byte[]> borrowed = consumer;
    consumer = null;
    fetched = Collections.emptyIterator();
    position = to;
    if (borrowed == null) {
      return;
    }
    if (failed) {
      cluster.readers().discard(borrowed);
    } else {
      cluster.readers().giveBack(isolation, borrowed);
    }
  }
}
