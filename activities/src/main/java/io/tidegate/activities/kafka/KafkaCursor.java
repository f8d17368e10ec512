package io.tidegate.activities.kafka;

import io.tidegate.parity.Isolation;
import io.tidegate.parity.LogRecord;
import io.tidegate.parity.LogUnavailable;
import io.tidegate.parity.RecordCursor;
import java.time.Duration;
import java.util.Collections;
import java.util.Iterator;
import java.util.List;
import java.util.Set;
import org.apache.kafka.clients.consumer.ConsumerRecords;
import org.apache.kafka.clients.consumer.LogTruncationException;
import org.apache.kafka.clients.consumer.OffsetOutOfRangeException;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.errors.InterruptException;
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
  private final Isolation isolation;
  private final Kept kept;
  private final long to;
  private long position;
  private boolean begun;
  private boolean failed;
  private @Nullable Reader reader;
  private Iterator<LogRecord> ahead = Collections.emptyIterator();

  KafkaCursor(
      Cluster cluster,
      TopicPartition partition,
      Isolation isolation,
      Kept kept,
      long from,
      long to) {
    this.cluster = cluster;
    this.partition = partition;
    this.isolation = isolation;
    this.kept = kept;
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
      Recent.Chunk known = kept.at(isolation, position);
      Recent.Chunk chunk = known == null ? fetch() : known;
      ahead = chunk.since(position).iterator();
      position = chunk.next();
      begun = true;
    }
  }

  private Recent.Chunk fetch() {
    try {
      Recent.Chunk fetched = fetchOrThrow(reader());
      kept.keep(isolation, fetched);
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

  /**
   * Polls until the reader has moved. A partition whose leader changes meanwhile is found again by
   * the client.
   */
  private Recent.Chunk fetchOrThrow(Reader from) throws InterruptedException {
    if (from.position(partition) != position) {
      from.seek(partition, position);
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
        ConsumerRecords<byte[], byte[]> polled = from.poll(POLL);
        long next = from.position(partition);
        if (next > position) {
          return Recent.Chunk.of(position, next, polled.records(partition));
        }
      } catch (LogTruncationException truncated) {
        throw new LogUnavailable(name(), "it was truncated while it was read", truncated);
      } catch (OffsetOutOfRangeException gone) {
        skipToBegin(from, gone);
        if (position >= to) {
          return Recent.Chunk.of(position, position, List.of()); // nothing is left below the bound
        }
      }
    }
  }

  /** Only before the first record: later it would be a hole in what was promised. */
  private void skipToBegin(Reader from, OffsetOutOfRangeException gone) {
    Long begin = from.begin(partition);
    if (begin != null && begin <= position) {
      throw new LogUnavailable(
          name(), "offset " + position + " is gone: it was truncated while it was read", gone);
    }
    if (begun || begin == null) {
      throw new LogUnavailable(
          name(), "offset " + position + " is gone; the log begins at " + begin, gone);
    }
    position = begin;
    from.seek(partition, begin);
  }

  private Reader reader() {
    if (reader == null) {
      reader =
          cluster
              .readers()
              .borrow(
                  new Readers.Kind(KafkaLog.isolationLevel(isolation), false), Set.of(partition));
    }
    return reader;
  }

  private String name() {
    return cluster.name() + " " + partition;
  }

  @Override
  public void close() {
    Reader borrowed = reader;
    reader = null;
    ahead = Collections.emptyIterator();
    position = to;
    if (borrowed == null) {
      return;
    }
    if (failed) {
      cluster.readers().discard(borrowed);
    } else {
      cluster.readers().giveBack(borrowed);
    }
  }
}
