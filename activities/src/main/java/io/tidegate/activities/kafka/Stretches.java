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

/**
 * Reads a stretch of each of many logs of one cluster in few fetches, ahead of those who will ask
 * for them. Nothing depends on it: what could not be read ahead, or was too much, is read when it
 * is asked for, and only then is an error told.
 *
 * <p>Not thread-safe. Memory is bounded by {@code bytesMax} of kept records, about.
 */
public final class Stretches {
  /** Of one log; what is longer is read on when it is asked for. */
  public static final int LOG_BYTES_MAX = Recent.BYTES_MAX;

  private static final Duration POLL = Duration.ofMillis(100);

  /** A broker that is slower than this is asked by the one who needs the records. */
  private static final Duration STALL_MAX = Duration.ofSeconds(5);

  private final Cluster cluster;
  private final Isolation isolation;
  private final long bytesMax;
  private final Map<TopicPartition, Open> open = new HashMap<>();
  private long bytes;
  private long records;

  /**
   * What is to be read of a log at its isolation level, at most {@code [from, to)}.
   *
   * @param to at most an end that was seen before
   */
  public record Stretch(KafkaLog log, long from, long to) {}

  private static final class Open {
    private final Stretch stretch;
    private long next;
    private long bytes;

    Open(Stretch stretch) {
      this.stretch = stretch;
      this.next = stretch.from();
    }

    boolean done() {
      return next >= stretch.to() || bytes >= LOG_BYTES_MAX;
    }
  }

  /**
   * @param isolation of all the logs that will be read
   */
  public Stretches(Cluster cluster, Isolation isolation, long bytesMax) {
    this.cluster = cluster;
    this.isolation = isolation;
    this.bytesMax = bytesMax;
  }

  /** About how many bytes of memory all takes that was read so far. */
  public long bytes() {
    return bytes;
  }

  /** How many records were read so far. */
  public long records() {
    return records;
  }

  /** Reads them, one stretch a log, and leaves the records with the logs. */
  public void read(List<Stretch> stretches) {
    open.clear();
    for (Stretch stretch : stretches) {
      if (stretch.from() < stretch.to()) {
        open.put(stretch.log().partition(), new Open(stretch));
      }
    }
    if (!open.isEmpty() && bytes < bytesMax) {
      read();
    }
  }

  private void read() {
    Reader reader;
    try {
      reader =
          cluster
              .readers()
              .borrow(
                  new Readers.Kind(KafkaLog.isolationLevel(isolation), true),
                  Set.copyOf(open.keySet()));
    } catch (KafkaException | KafkaFailure toldWhenAsked) {
      return;
    }
    try {
      open.forEach((partition, one) -> reader.seek(partition, one.next));
      poll(reader);
      cluster.readers().giveBack(reader);
    } catch (InterruptedException interrupted) {
      cluster.readers().discard(reader);
      Thread.currentThread().interrupt();
    } catch (KafkaException toldWhenAsked) {
      cluster.readers().discard(reader);
    }
  }

  private void poll(Reader reader) throws InterruptedException {
    long deadline = System.nanoTime() + STALL_MAX.toNanos();
    while (!open.isEmpty() && bytes < bytesMax && System.nanoTime() < deadline) {
      try {
        ConsumerRecords<byte[], byte[]> polled = reader.poll(POLL);
        if (take(reader, polled)) {
          deadline = System.nanoTime() + STALL_MAX.toNanos();
        }
      } catch (OffsetOutOfRangeException gone) {
        Set<TopicPartition> left = new HashSet<>(gone.partitions());
        open.keySet().removeAll(left);
        reader.pause(left);
      }
    }
    reader.pause(open.keySet());
  }

  /** Whether anything came; what is complete is not read on. */
  private boolean take(Reader reader, ConsumerRecords<byte[], byte[]> polled) {
    List<TopicPartition> done = new ArrayList<>();
    boolean moved = false;
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
        moved = true;
        if (one.done()) {
          done.add(partition);
        }
      }
    }
    if (!done.isEmpty()) {
      reader.pause(done);
      done.forEach(open::remove);
    }
    return moved;
  }
}
