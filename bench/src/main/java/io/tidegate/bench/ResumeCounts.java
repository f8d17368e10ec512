package io.tidegate.bench;

import io.tidegate.activities.proof.GroupProof;
import io.tidegate.parity.Row;
import io.tidegate.sandbox.Await;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.common.TopicPartition;
import org.jspecify.annotations.Nullable;

/**
 * What groups of one topic are given that resume by Tidegate's proof, by what MirrorMaker 2 wrote
 * for them on the target, and by a reset to a timestamp, each counted by consuming.
 */
final class ResumeCounts {
  private static final Duration DEADLINE = Duration.ofMinutes(3);

  /** MirrorMaker refreshes every second; what did not change for so long stays. */
  private static final Duration STAYS = Duration.ofSeconds(4);

  /** Where a position is still missing after so long, MirrorMaker has none to give. */
  private static final Duration STAYS_AWAY = Duration.ofSeconds(20);

  private final Stage stage;
  private final String topic;
  private final int partitions;
  private final long records;
  private final Map<TopicPartition, List<String>> onTarget = new HashMap<>();

  /**
   * @param records of each partition on the source, all of which are on the target
   */
  ResumeCounts(Stage stage, String topic, int partitions, long records) {
    this.stage = stage;
    this.topic = topic;
    this.partitions = partitions;
    this.records = records;
  }

  /** How a position came about. */
  enum By {
    TIDEGATE("Tidegate"),
    MIRROR_MAKER("MirrorMaker 2 synced"),
    TIMESTAMP("timestamp reset");

    final String words;

    By(String words) {
      this.words = words;
    }
  }

  /**
   * One group on one partition.
   *
   * @param position on the target; null where none was given
   * @param outcome of starting there; null where none was given
   * @param least that any position replays that skips nothing
   * @param said Tidegate's verdict, or nothing
   */
  record Count(
      By by,
      long lag,
      int partition,
      @Nullable Long position,
      Delivery.@Nullable Outcome outcome,
      long least,
      String said) {}

  /**
   * While MirrorMaker runs, as people would look.
   *
   * @param lags how many records before the end groups are committed, one group each
   */
  List<Count> of(List<Long> lags) {
    for (long lag : lags) {
      commit(lag);
    }
    Map<Long, Map<TopicPartition, Long>> synced = awaitSynced(lags);
    List<Count> counts = new ArrayList<>();
    try (Check check =
        new Check(stage.source().bootstrapServers(), stage.target().bootstrapServers())) {
      for (long lag : lags) {
        counts.addAll(counts(lag, synced.getOrDefault(lag, Map.of()), check.prove(group(lag))));
      }
    }
    return counts;
  }

  private List<Count> counts(long lag, Map<TopicPartition, Long> synced, GroupProof proof) {
    List<Count> counts = new ArrayList<>();
    Map<TopicPartition, List<String>> unread = new HashMap<>();
    long earliestUnread = Long.MAX_VALUE;
    for (int number = 0; number < partitions; number++) {
      TopicPartition partition = partition(number);
      List<ConsumerRecord<byte[], byte[]>> left =
          Delivery.records(stage.source(), partition, committed(lag));
      unread.put(partition, left.stream().map(found -> Writers.id(found.value())).toList());
      if (!left.isEmpty()) {
        earliestUnread = Math.min(earliestUnread, left.get(0).timestamp());
      }
    }
    String byTime = group(lag) + "-by-time";
    long datetime = earliestUnread == Long.MAX_VALUE ? System.currentTimeMillis() : earliestUnread;
    ConsumerGroupsTool.resetToDatetime(stage.target(), byTime, topic, datetime);
    Map<TopicPartition, Long> reset = CommittedOffsets.of(stage.target(), byTime);
    for (Row row : proof.partitions()) {
      TopicPartition partition = partition(row.pair().targetPartition());
      List<String> open = unread.getOrDefault(partition, List.of());
      counts.add(count(By.TIDEGATE, lag, partition, row.resume(), open, row.verdict().name()));
      counts.add(count(By.MIRROR_MAKER, lag, partition, synced.get(partition), open, ""));
      counts.add(count(By.TIMESTAMP, lag, partition, reset.get(partition), open, ""));
    }
    return counts;
  }

  private Count count(
      By by,
      long lag,
      TopicPartition partition,
      @Nullable Long position,
      List<String> unread,
      String said) {
    Delivery.Outcome outcome =
        position == null
            ? null
            : Delivery.outcome(unread, Delivery.from(stage.target(), partition, position));
    long least =
        Delivery.least(
            unread,
            onTarget.computeIfAbsent(partition, all -> Delivery.from(stage.target(), all, 0)));
    return new Count(by, lag, partition.partition(), position, outcome, least, said);
  }

  /** What MirrorMaker wrote on the target, once it is there for every partition and stays. */
  private Map<Long, Map<TopicPartition, Long>> awaitSynced(List<Long> lags) {
    SyncWatch watch = new SyncWatch(lags);
    return Await.value(
        DEADLINE, "MirrorMaker's synced offsets of all groups of " + topic, watch::look);
  }

  /** What was seen on the target last, and since when. */
  private final class SyncWatch {
    private final List<Long> lags;
    private Map<Long, Map<TopicPartition, Long>> last = Map.of();
    private long sinceNanos = System.nanoTime();

    SyncWatch(List<Long> lags) {
      this.lags = lags;
    }

    Optional<Map<Long, Map<TopicPartition, Long>>> look() {
      Map<Long, Map<TopicPartition, Long>> now =
          lags.stream()
              .collect(
                  Collectors.toMap(
                      lag -> lag, lag -> CommittedOffsets.of(stage.target(), group(lag))));
      if (!now.equals(last)) {
        last = now;
        sinceNanos = System.nanoTime();
      }
      boolean complete = now.values().stream().allMatch(each -> each.size() == partitions);
      Duration enough = complete ? STAYS : STAYS_AWAY;
      return System.nanoTime() - sinceNanos > enough.toNanos()
          ? Optional.of(now)
          : Optional.empty();
    }
  }

  private void commit(long lag) {
    Map<TopicPartition, Long> offsets =
        IntStream.range(0, partitions)
            .mapToObj(this::partition)
            .collect(Collectors.toMap(partition -> partition, partition -> committed(lag)));
    CommittedOffsets.commit(stage.source(), group(lag), offsets);
  }

  private long committed(long lag) {
    return Log.SHIFT + records - lag;
  }

  private String group(long lag) {
    return topic + "-lag-" + lag;
  }

  private TopicPartition partition(int number) {
    return new TopicPartition(topic, number);
  }
}
