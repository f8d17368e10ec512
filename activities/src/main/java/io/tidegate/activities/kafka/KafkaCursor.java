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
  private final Recent recent;
  private final long to;
  private long position;
  private boolean begun;
  private boolean failed;
  private @Nullable Consumer<byte[], byte[]> consumer;
  private Iterator<LogRecord> ahead = Collections.emptyIterator();

  KafkaCursor(
      Cluster cluster,
      TopicPartition partition,
      IsolationLevel isolation,
      Recent recent,
      long from,
      long to) {
    this.cluster = cluster;
    this.partition = partition;
    this.isolation = isolation;
    this.recent = recent;
    this.position = from;
    this.to = to;
  }

  @Override
  public @Nullable LogRecord next() {
    while (true) {
      if (ahead.hasNext()) {
        LogRecord found = ahead.next();
        if (found.offset() < to) {
          return found;
        }
        position = to;
        ahead = Collections.emptyIterator();
      }
      if (position >= to) {
        return null;
      }
      Recent.Chunk known = recent.at(position);
      Recent.Chunk chunk = known == null ? fetch() : known;
      ahead = chunk.since(position).iterator();
      position = chunk.next();
      begun = true;
    }
  }

  private Recent.Chunk fetch() {
    try {
      cluster.pace().await();
      Recent.Chunk fetched = fetchOrThrow(reader());
      cluster.pace().charge(fetched.payloadBytes());
      recent.keep(fetched);
      return fetched;
    } catch (InterruptedException interrupted) {
      Thread.currentThread().interrupt();
      throw new LogUnavailable(name(), "reading it was interrupted", interrupted);
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

  /** Polls until the consumer has moved. */
  private Recent.Chunk fetchOrThrow(Consumer<byte[], byte[]> reader) {
    if (reader.position(partition) != position) {
      reader.seek(partition, position);
    }
    long deadline = System.nanoTime() + STALL_MAX.toNanos();
    while (true) {
      if (Thread.currentThread().isInterrupted()) {
        throw new InterruptException("reading " + partition + " was interrupted");
      }
      if (System.nanoTime() > deadline) {
        throw cluster.stoodStill(
            "reading " + partition + " from " + position + " to " + to, STALL_MAX);
      }
      try {
        ConsumerRecords<byte[], byte[]> polled = reader.poll(POLL);
        long next = reader.position(partition);
        if (next > position) {
          return chunk(polled, next);
        }
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
      consumer = cluster.readers().borrow(isolation, partition);
    }
    return consumer;
  }

  private Recent.Chunk chunk(ConsumerRecords<byte[], byte[]> polled, long next) {
    List<LogRecord> records = new ArrayList<>(polled.count());
    int payloadBytes = 0;
    for (ConsumerRecord<byte[], byte[]> found : polled) {
      records.add(logRecord(found));
      payloadBytes +=
          Math.max(0, found.serializedKeySize()) + Math.max(0, found.serializedValueSize());
    }
    return new Recent.Chunk(position, next, List.copyOf(records), payloadBytes);
  }

  private static LogRecord logRecord(ConsumerRecord<byte[], byte[]> found) {
    List<Header> headers = new ArrayList<>();
    found.headers().forEach(header -> headers.add(new Header(header.key(), header.value())));
    return new LogRecord(
        found.offset(),
        found.timestamp(),
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
    ahead = Collections.emptyIterator();
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
