package io.tidegate.activities.kafka;

import io.tidegate.parity.Isolation;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.apache.kafka.clients.consumer.ConsumerRecords;
import org.apache.kafka.clients.consumer.OffsetOutOfRangeException;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.TopicPartition;
import org.jspecify.annotations.Nullable;

/**
 * Reads a stretch of each of many logs of one cluster in few fetches, ahead of those who will ask
 * for them. Nothing depends on it: what could not be read ahead, or was too much, is read when it
 * is asked for, and only then is an error told.
 *
 * <p>One reader is assigned to all of the logs, and reads some of them at a time: an assignment
 * costs more than a window does. Safe for many threads, which wait for each other.
 */
public final class Stretches implements AutoCloseable {
  /** Of one log; what is longer is read on when it is asked for. */
  public static final int LOG_BYTES_MAX = Recent.BYTES_MAX;

  private static final Duration POLL = Duration.ofMillis(100);

  /** A broker that is slower than this is asked by the one who needs the records. */
  private static final Duration STALL_MAX = Duration.ofSeconds(5);

  private final Cluster cluster;
  private final Readers.Kind kind;
  private final Set<TopicPartition> partitions;
  private final Map<TopicPartition, Open> open = new HashMap<>();
  private @Nullable Reader reader;
  private boolean beyond;
  private long records;
  private long bytes;

  /**
   * What is to be read of a log at its isolation level, at most {@code [from, to)}.
   *
   * @param to at most an end that was seen before
   */
  public record Stretch(KafkaLog log, long from, long to) {}

  /**
   * What was read.
   *
   * @param bytes of memory that it takes, about
   */
  public record Amount(long records, long bytes) {}

  private static final class Open {
    final Stretch stretch;
    private long next;
    private long bytes;

    Open(Stretch stretch) {
      this.stretch = stretch;
      this.next = stretch.from();
    }

    boolean complete() {
      return next >= stretch.to();
    }

    boolean done() {
      return complete() || bytes >= LOG_BYTES_MAX;
    }
  }

  /**
   * @param isolation of all the logs that will be read
   * @param partitions all of them
   */
  public Stretches(Cluster cluster, Isolation isolation, Set<TopicPartition> partitions) {
    this.cluster = cluster;
    this.kind = new Readers.Kind(KafkaLog.isolationLevel(isolation), true);
    this.partitions = Set.copyOf(partitions);
  }

  /**
   * Reads them, one stretch a log, and leaves the records with the logs.
   *
   * @param bytesMax of memory for all that is kept, about
   */
  public synchronized Amount read(List<Stretch> stretches, long bytesMax) {
    records = 0;
    bytes = 0;
    open.clear();
    for (Stretch stretch : stretches) {
      if (stretch.from() < stretch.to()) {
        open.put(stretch.log().partition(), new Open(stretch));
      }
    }
    if (!open.isEmpty() && bytesMax > 0) {
      read(bytesMax);
    }
    return new Amount(records, bytes);
  }

  private void read(long bytesMax) {
    try {
      Reader borrowed = reader();
      open.forEach((partition, one) -> borrowed.seek(partition, one.next));
      borrowed.resume(open.keySet());
      if (!poll(borrowed, bytesMax)) {
        beyond = true;
        close();
      }
    } catch (InterruptedException interrupted) {
      discard();
      Thread.currentThread().interrupt();
    } catch (KafkaException | KafkaFailure toldWhenAsked) {
      discard();
    }
  }

  /** All that it is assigned to is paused. */
  private Reader reader() {
    Reader borrowed = reader;
    if (borrowed == null) {
      borrowed = cluster.readers().borrow(kind, partitions);
      borrowed.pause(partitions);
      reader = borrowed;
    }
    return borrowed;
  }

  private void discard() {
    Reader failed = reader;
    reader = null;
    beyond = false;
    if (failed != null) {
      cluster.readers().discard(failed);
    }
  }

  /** Whether all was read. */
  private boolean poll(Reader reader, long bytesMax) throws InterruptedException {
    boolean all = true;
    long deadline = System.nanoTime() + STALL_MAX.toNanos();
    while (!open.isEmpty() && bytes < bytesMax && System.nanoTime() < deadline) {
      try {
        List<Open> moved = take(reader, reader.poll(POLL));
        if (!moved.isEmpty()) {
          deadline = System.nanoTime() + STALL_MAX.toNanos();
        }
        all &= pauseDone(reader, moved);
      } catch (OffsetOutOfRangeException gone) {
        Set<TopicPartition> left = new HashSet<>(gone.partitions());
        open.keySet().removeAll(left);
        reader.pause(left);
        beyond = true;
      }
    }
    reader.pause(open.keySet());
    return all && open.isEmpty();
  }

  /** Keeps what came, and tells of what it came. */
  private List<Open> take(Reader reader, ConsumerRecords<byte[], byte[]> polled) {
    List<Open> moved = new ArrayList<>();
    // Where nothing visible came, the position may have moved all the same.
    Set<TopicPartition> seen = polled.isEmpty() ? Set.copyOf(open.keySet()) : polled.partitions();
    for (TopicPartition partition : seen) {
      Open one = open.get(partition);
      long next = one == null ? 0 : reader.position(partition);
      if (one != null && next > one.next) {
        Recent.Chunk chunk = Recent.Chunk.of(one.next, next, polled.records(partition));
        one.stretch.log().keepAhead(chunk);
        one.next = next;
        one.bytes += chunk.bytes();
        bytes += chunk.bytes();
        records += chunk.records().size();
        moved.add(one);
      }
    }
    return moved;
  }

  /** What is complete, or long enough, is not read on; whether all of that is complete. */
  private boolean pauseDone(Reader reader, List<Open> moved) {
    List<Open> done = moved.stream().filter(Open::done).toList();
    List<TopicPartition> paused = done.stream().map(one -> one.stretch.log().partition()).toList();
    reader.pause(paused);
    paused.forEach(open::remove);
    beyond |= !paused.stream().allMatch(reader::atEnd);
    return done.stream().allMatch(Open::complete);
  }

  /**
   * What was fetched beyond the stretches would be held for as long as it is assigned. Where there
   * was nothing beyond, the reader stays assigned for the next check of the same partitions: to
   * assign many costs as much as to read a window of each.
   */
  @Override
  public synchronized void close() {
    Reader borrowed = reader;
    reader = null;
    if (borrowed != null) {
      if (beyond) {
        borrowed.assign(Set.of());
      }
      cluster.readers().giveBack(borrowed);
    }
    beyond = false;
  }
}
