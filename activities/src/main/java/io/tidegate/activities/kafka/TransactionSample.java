package io.tidegate.activities.kafka;

import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.record.internal.RecordBatch;

/**
 * Whether topics are written in transactions, which leave markers among the offsets of their logs,
 * by their newest batches.
 *
 * <p>The limit: {@link #TOPIC_PARTITIONS_MAX} partitions of a topic and {@link #PARTITIONS_MAX} of
 * all, of each the last 20 offsets. A topic whose transactions all lie elsewhere passes for a plain
 * one.
 */
public final class TransactionSample {
  /** Partitions that are looked at of all topics; each gets one before any gets two. */
  public static final int PARTITIONS_MAX = 1_024;

  /** Partitions that are looked at of one topic. */
  public static final int TOPIC_PARTITIONS_MAX = 4;

  private final Cluster cluster;

  public TransactionSample(Cluster cluster) {
    this.cluster = cluster;
  }

  /** How a topic is written, as far as that was seen. */
  public enum Written {
    /** Some of what was seen is a record of a transaction, or a marker of one. */
    IN_TRANSACTIONS,
    /** All that was seen are records outside of transactions. */
    PLAIN,
    /** Nothing was seen: it holds no record, or gave none. */
    NOT_SEEN;

    /** Whether markers may lie among its offsets: not ruled out where nothing was seen. */
    public boolean mayHaveMarkers() {
      return this != PLAIN;
    }
  }

  /**
   * Looks at the newest records of these topics.
   *
   * @param topics that exist
   * @param first partitions of theirs that are looked at before others, in this order
   * @return each topic
   * @throws KafkaDenied where one may not be described or read
   */
  public Map<String, Written> of(Collection<String> topics, List<TopicPartition> first) {
    Map<String, Written> written = new HashMap<>();
    topics.forEach(topic -> written.put(topic, Written.NOT_SEEN));
    new NewestBatches(cluster)
        .read(
            topics,
            first,
            new NewestBatches.Bounds(PARTITIONS_MAX, TOPIC_PARTITIONS_MAX),
            (partition, batches) -> {
              for (RecordBatch batch : batches) {
                if (batch.isTransactional()) { // markers are that too
                  written.put(partition.topic(), Written.IN_TRANSACTIONS);
                } else {
                  written.replace(partition.topic(), Written.NOT_SEEN, Written.PLAIN);
                }
              }
            });
    return written;
  }
}
