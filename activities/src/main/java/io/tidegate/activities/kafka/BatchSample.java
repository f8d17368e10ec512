package io.tidegate.activities.kafka;

import java.util.Collection;
import java.util.Collections;
import java.util.List;
import java.util.SortedMap;
import java.util.SortedSet;
import java.util.TreeMap;
import java.util.TreeSet;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.record.internal.DefaultRecordBatch;
import org.apache.kafka.common.record.internal.Record;
import org.apache.kafka.common.record.internal.RecordBatch;
import org.apache.kafka.common.utils.BufferSupplier;
import org.apache.kafka.common.utils.CloseableIterator;

/**
 * How the newest batches of topics are packed: what their producers ask of a cluster.
 *
 * <p>The limit: {@link #PARTITIONS_MAX} partitions that hold records, of each the last 20 offsets.
 */
public final class BatchSample {
  /** Partitions that are looked at; each topic gets one before any gets two. */
  public static final int PARTITIONS_MAX = 64;

  private final Cluster cluster;

  public BatchSample(Cluster cluster) {
    this.cluster = cluster;
  }

  /**
   * What was seen.
   *
   * @param compressions by their names in settings, such as {@code lz4}, the largest record of each
   * @param largestPacked by topic, about how many bytes its largest record takes in the log
   * @param transactional topics that are written in transactions
   * @param partitions those that records were seen of
   * @param partitionsOf all of the topics
   */
  public record Seen(
      SortedMap<String, Largest> compressions,
      SortedMap<String, Integer> largestPacked,
      boolean headers,
      boolean tombstones,
      SortedSet<String> transactional,
      int records,
      int partitions,
      int partitionsOf) {
    public Seen {
      compressions = Collections.unmodifiableSortedMap(new TreeMap<>(compressions));
      largestPacked = Collections.unmodifiableSortedMap(new TreeMap<>(largestPacked));
      transactional = Collections.unmodifiableSortedSet(new TreeSet<>(transactional));
    }
  }

  /**
   * The largest record of one compression type.
   *
   * @param bytes unpacked
   * @param packed how much of that its batch takes in the log, at most 1
   */
  public record Largest(int bytes, double packed) {
    /** No record was seen. */
    public static final Largest NONE = new Largest(0, 1);
  }

  /**
   * Looks at the newest records of these topics.
   *
   * @param topics that exist
   * @throws KafkaDenied where one may not be described or read
   */
  public Seen of(Collection<String> topics) {
    Count count = new Count();
    int all =
        new NewestBatches(cluster)
            .read(
                topics,
                List.of(),
                new NewestBatches.Bounds(PARTITIONS_MAX, PARTITIONS_MAX),
                count::add);
    return count.seen(all);
  }

  /** What came. */
  private static final class Count {
    private final SortedMap<String, Largest> compressions = new TreeMap<>();
    private final SortedMap<String, Integer> largestPacked = new TreeMap<>();
    private boolean headers;
    private boolean tombstones;
    private final SortedSet<String> transactional = new TreeSet<>();
    private int records;
    private int partitions;

    void add(TopicPartition partition, Iterable<? extends RecordBatch> batches) {
      int before = records;
      for (RecordBatch batch : batches) {
        if (batch.isTransactional()) {
          transactional.add(partition.topic());
        }
        if (!batch.isControlBatch()) {
          Largest largest = largest(batch);
          largestPacked.merge(partition.topic(), alone(batch, largest), Math::max);
          compressions.merge(
              batch.compressionType().name,
              largest,
              (one, other) -> one.bytes() >= other.bytes() ? one : other);
        }
      }
      partitions += records > before ? 1 : 0;
    }

    /** What the largest record of a batch takes in a batch of its own, packed as well. */
    private static int alone(RecordBatch batch, Largest largest) {
      int header =
          batch.magic() < RecordBatch.MAGIC_VALUE_V2 ? 0 : DefaultRecordBatch.RECORD_BATCH_OVERHEAD;
      return header + (int) Math.ceil(largest.bytes() * largest.packed());
    }

    private Largest largest(RecordBatch batch) {
      int largest = 0;
      long all = 0;
      try (CloseableIterator<Record> each = batch.streamingIterator(BufferSupplier.create())) {
        while (each.hasNext()) {
          Record record = each.next();
          records++;
          all += record.sizeInBytes();
          largest = Math.max(largest, record.sizeInBytes());
          headers |= record.headers().length > 0;
          tombstones |= !record.hasValue();
        }
      }
      return new Largest(largest, all == 0 ? 1 : Math.min(1, (double) batch.sizeInBytes() / all));
    }

    Seen seen(int all) {
      return new Seen(
          compressions,
          largestPacked,
          headers,
          tombstones,
          transactional,
          records,
          partitions,
          all);
    }
  }
}
