package io.tidegate.activities.kafka;

import java.util.ArrayList;
import java.util.Collection;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.SortedSet;
import java.util.TreeMap;
import java.util.TreeSet;
import org.apache.kafka.clients.admin.TopicDescription;
import org.apache.kafka.common.IsolationLevel;
import org.apache.kafka.common.Node;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.TopicPartitionInfo;
import org.apache.kafka.common.message.FetchResponseData;
import org.apache.kafka.common.protocol.Errors;
import org.apache.kafka.common.record.internal.DefaultRecordBatch;
import org.apache.kafka.common.record.internal.Record;
import org.apache.kafka.common.record.internal.RecordBatch;
import org.apache.kafka.common.requests.FetchResponse;
import org.apache.kafka.common.utils.BufferSupplier;
import org.apache.kafka.common.utils.CloseableIterator;
import org.jspecify.annotations.Nullable;

/**
 * How the newest batches of topics are packed: what their producers ask of a cluster. One fetch a
 * broker, whatever the number of topics.
 */
public final class BatchSample {
  /** Partitions that are looked at; of many topics one each, as far as it goes. */
  public static final int PARTITIONS_MAX = 64;

  private static final int BACK = 20;
  private static final int PARTITION_BYTES_MAX = 1 << 20;

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

  /** A partition that can be fetched. */
  private record Wanted(TopicPartition partition, Node leader, BrokerConnection.From from) {}

  /**
   * Looks at the newest records of these topics.
   *
   * @param topics that exist
   * @throws KafkaDenied where one may not be described or read
   */
  public Seen of(Collection<String> topics) {
    Map<String, TopicDescription> described =
        cluster.await(
            new KafkaCall("describing topics", "DESCRIBE", "Topics " + topics),
            cluster.admin().describeTopics(topics).allTopicNames());
    Map<Node, Map<TopicPartition, BrokerConnection.From>> byLeader = new HashMap<>();
    for (Wanted wanted : wanted(described)) {
      byLeader
          .computeIfAbsent(wanted.leader(), first -> new HashMap<>())
          .put(wanted.partition(), wanted.from());
    }
    Count count = new Count();
    byLeader.forEach(
        (leader, from) -> {
          try (BrokerConnection connection = new BrokerConnection(cluster, leader)) {
            connection.fetch(from).forEach(count::add);
          }
        });
    int all = described.values().stream().mapToInt(topic -> topic.partitions().size()).sum();
    return count.seen(all);
  }

  /** The newest records of at most {@link #PARTITIONS_MAX} partitions that have any. */
  private List<Wanted> wanted(Map<String, TopicDescription> described) {
    List<TopicPartition> candidates = new ArrayList<>();
    for (int number = 0; candidates.size() < PARTITIONS_MAX; number++) {
      int before = candidates.size();
      for (TopicDescription topic : described.values()) {
        if (number < topic.partitions().size() && candidates.size() < PARTITIONS_MAX) {
          candidates.add(
              new TopicPartition(topic.name(), topic.partitions().get(number).partition()));
        }
      }
      if (candidates.size() == before) {
        break;
      }
    }
    LogEnds logs = new LogEnds(cluster);
    var begins = logs.askBegins(candidates);
    var ends = logs.knownEnds(candidates, IsolationLevel.READ_UNCOMMITTED);
    List<Wanted> wanted = new ArrayList<>();
    begins
        .get()
        .forEach(
            (partition, begin) -> {
              LogEnds.Place end = ends.get(partition);
              TopicDescription topic = described.get(partition.topic());
              Node leader = topic == null ? null : leader(topic, partition.partition());
              if (end != null && topic != null && leader != null && end.offset() > begin.offset()) {
                long offset = Math.max(begin.offset(), end.offset() - BACK);
                wanted.add(
                    new Wanted(
                        partition,
                        leader,
                        new BrokerConnection.From(topic.topicId(), offset, PARTITION_BYTES_MAX)));
              }
            });
    return wanted;
  }

  private static @Nullable Node leader(TopicDescription topic, int partition) {
    return topic.partitions().stream()
        .filter(info -> info.partition() == partition)
        .map(TopicPartitionInfo::leader)
        .filter(node -> node != null && !node.isEmpty())
        .findFirst()
        .orElse(null);
  }

  /** What came. */
  private final class Count {
    private final SortedMap<String, Largest> compressions = new TreeMap<>();
    private final SortedMap<String, Integer> largestPacked = new TreeMap<>();
    private boolean headers;
    private boolean tombstones;
    private final SortedSet<String> transactional = new TreeSet<>();
    private int records;
    private int partitions;

    void add(TopicPartition partition, FetchResponseData.PartitionData answer) {
      Errors error = Errors.forCode(answer.errorCode());
      if (error != Errors.NONE) {
        throw KafkaCall.readTopic("reading batches of " + partition, partition.topic())
            .failure(cluster.name(), error.exception());
      }
      int before = records;
      for (RecordBatch batch : FetchResponse.recordsOrFail(answer).batches()) {
        if (!batch.isControlBatch()) {
          if (batch.isTransactional()) {
            transactional.add(partition.topic());
          }
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
