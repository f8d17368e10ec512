package io.tidegate.activities.kafka;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.Deque;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.apache.kafka.clients.admin.TopicDescription;
import org.apache.kafka.common.IsolationLevel;
import org.apache.kafka.common.Node;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.TopicPartitionInfo;
import org.apache.kafka.common.Uuid;
import org.apache.kafka.common.message.FetchResponseData;
import org.apache.kafka.common.protocol.Errors;
import org.apache.kafka.common.record.internal.RecordBatch;
import org.apache.kafka.common.record.internal.Records;
import org.apache.kafka.common.requests.FetchResponse;

/**
 * Reads the newest batches of many topics: of partitions that hold records alone, and of many with
 * each fetch. A fetch that brings a broker to its limit is followed by one for the rest.
 *
 * <p>The limit: of a partition what lies in its last {@link #BACK} offsets, as far as one fetch
 * brings it, and no more than {@link #BYTES_MAX} of all.
 */
final class NewestBatches {
  /** Offsets before the end of a log. */
  static final int BACK = 20;

  /** Bytes, and one fetch more, that are read of all partitions. */
  static final long BYTES_MAX = 64L << 20;

  private static final int PARTITION_BYTES_MAX = 1 << 20;
  private static final int FETCH_PARTITIONS_MAX = 64;

  private final Cluster cluster;

  NewestBatches(Cluster cluster) {
    this.cluster = cluster;
  }

  /**
   * How many partitions are read.
   *
   * @param all of all topics; each gets one before any gets two
   * @param aTopic of one topic
   */
  record Bounds(int all, int aTopic) {}

  /** Takes what came of one partition, oldest first, markers of transactions among them. */
  @FunctionalInterface
  interface Taker {
    /** Called once at most for each partition. */
    void take(TopicPartition partition, Iterable<? extends RecordBatch> batches);
  }

  /** A partition that can be fetched. */
  private record Wanted(TopicPartition partition, BrokerConnection.From from) {}

  /** Who leads a partition, and the id of its topic. */
  private record Led(Node leader, Uuid topicId) {}

  /** A partition that holds records. */
  private record Holding(TopicPartition partition, long begin, long end) {
    long offsets() {
      return end - begin;
    }
  }

  /**
   * Reads.
   *
   * @param topics that exist
   * @param first partitions that are taken before others of their topic, in this order; the others
   *     follow by how many offsets their logs hold, most first
   * @return how many partitions the topics have, those without records too
   * @throws KafkaDenied where one may not be described or read
   */
  int read(Collection<String> topics, List<TopicPartition> first, Bounds bounds, Taker taker) {
    if (topics.isEmpty()) {
      return 0;
    }
    Map<String, TopicDescription> described =
        cluster.await(
            new KafkaCall("describing topics", "DESCRIBE", "Topics " + topics),
            cluster.admin().describeTopics(topics).allTopicNames());
    Map<TopicPartition, Led> led = new LinkedHashMap<>();
    described.forEach(
        (topic, description) ->
            description
                .partitions()
                .forEach(
                    info ->
                        led.put(
                            new TopicPartition(topic, info.partition()),
                            new Led(leader(info), description.topicId()))));
    Map<Node, Deque<Wanted>> byLeader = new HashMap<>();
    for (Holding holding : chosen(holding(led.keySet()), first, bounds)) {
      Led by = led.get(holding.partition());
      if (by != null && !by.leader().isEmpty()) {
        long offset = Math.max(holding.begin(), holding.end() - BACK);
        byLeader
            .computeIfAbsent(by.leader(), one -> new ArrayDeque<>())
            .add(
                new Wanted(
                    holding.partition(),
                    new BrokerConnection.From(by.topicId(), offset, PARTITION_BYTES_MAX)));
      }
    }
    long bytes = 0;
    for (Map.Entry<Node, Deque<Wanted>> entry : byLeader.entrySet()) {
      bytes += fetch(entry.getKey(), entry.getValue(), BYTES_MAX - bytes, taker);
    }
    return led.size();
  }

  private static Node leader(TopicPartitionInfo info) {
    Node leader = info.leader();
    return leader == null ? Node.noNode() : leader;
  }

  /** Two calls, however many partitions there are; one that gives no answer is left out. */
  private List<Holding> holding(Collection<TopicPartition> partitions) {
    LogEnds logs = new LogEnds(cluster);
    var asked = logs.askBegins(partitions);
    var ends = logs.knownEnds(partitions, IsolationLevel.READ_UNCOMMITTED);
    List<Holding> holding = new ArrayList<>();
    asked
        .get()
        .forEach(
            (partition, begin) -> {
              LogEnds.Place end = ends.get(partition);
              if (end != null && end.offset() > begin.offset()) {
                holding.add(new Holding(partition, begin.offset(), end.offset()));
              }
            });
    return holding;
  }

  private static List<Holding> chosen(
      List<Holding> holding, List<TopicPartition> first, Bounds bounds) {
    Map<TopicPartition, Integer> ranks = new HashMap<>();
    first.forEach(partition -> ranks.putIfAbsent(partition, ranks.size()));
    Map<String, List<Holding>> byTopic = new TreeMap<>();
    holding.stream()
        .sorted(
            Comparator.comparing(
                    (Holding one) -> ranks.getOrDefault(one.partition(), Integer.MAX_VALUE))
                .thenComparing(Comparator.comparing(Holding::offsets).reversed())
                .thenComparing(one -> one.partition().partition()))
        .forEach(
            one ->
                byTopic
                    .computeIfAbsent(one.partition().topic(), topic -> new ArrayList<>())
                    .add(one));
    List<Holding> chosen = new ArrayList<>();
    for (int turn = 0; turn < bounds.aTopic() && chosen.size() < bounds.all(); turn++) {
      for (List<Holding> own : byTopic.values()) {
        if (turn < own.size() && chosen.size() < bounds.all()) {
          chosen.add(own.get(turn));
        }
      }
    }
    return chosen;
  }

  /** A fetch brings the first that is asked for, whatever it takes, and of the others what fits. */
  private long fetch(Node leader, Deque<Wanted> left, long bytesMax, Taker taker) {
    long bytes = 0;
    int inVain = 0;
    try (BrokerConnection connection = new BrokerConnection(cluster, leader)) {
      while (inVain < left.size() && bytes < bytesMax) {
        Map<TopicPartition, Wanted> asked = new LinkedHashMap<>();
        while (asked.size() < FETCH_PARTITIONS_MAX && !left.isEmpty()) {
          Wanted next = left.removeFirst();
          asked.put(next.partition(), next);
        }
        Map<TopicPartition, BrokerConnection.From> from = new LinkedHashMap<>();
        asked.forEach((partition, wanted) -> from.put(partition, wanted.from()));
        long before = bytes;
        for (Map.Entry<TopicPartition, FetchResponseData.PartitionData> answer :
            connection.fetch(from).entrySet()) {
          Records records = records(answer.getKey(), answer.getValue());
          if (records.sizeInBytes() > 0) {
            bytes += records.sizeInBytes();
            asked.remove(answer.getKey());
            taker.take(answer.getKey(), records.batches());
          }
        }
        inVain = bytes > before ? 0 : inVain + asked.size();
        left.addAll(asked.values());
      }
    }
    return bytes;
  }

  private Records records(TopicPartition partition, FetchResponseData.PartitionData answer) {
    Errors error = Errors.forCode(answer.errorCode());
    if (error != Errors.NONE) {
      throw KafkaCall.readTopic("reading batches of " + partition, partition.topic())
          .failure(cluster.name(), error.exception());
    }
    return FetchResponse.recordsOrFail(answer);
  }
}
