package io.tidegate.bench;

import io.tidegate.activities.proof.GroupProof;
import io.tidegate.parity.Row;
import io.tidegate.sandbox.Await;
import io.tidegate.sandbox.KafkaSandbox;
import io.tidegate.sandbox.MirrorMakerOptions;
import io.tidegate.sandbox.MirrorMakerProcess;
import io.tidegate.sandbox.MirrorMakerSandbox;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ExecutionException;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.OffsetSpec;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.OffsetAndMetadata;
import org.apache.kafka.common.TopicPartition;
import org.jspecify.annotations.Nullable;

/**
 * Records replayed and skipped where groups resume by Tidegate's proof, by what MirrorMaker 2 wrote
 * for them on the target, and by a reset to a timestamp.
 */
final class Exactness {
  private static final Duration DEADLINE = Duration.ofMinutes(3);
  private static final int PER_SECOND = 40_000;

  /** MirrorMaker refreshes every second; what did not change for so long stays. */
  private static final Duration STAYS = Duration.ofSeconds(4);

  /** Where a position is still missing after so long, MirrorMaker has none to give. */
  private static final Duration STAYS_AWAY = Duration.ofSeconds(20);

  private static final long HISTORY_MIN = 2_000;

  /** Written after the restart: a few of the boundaries lie before it, in what came twice. */
  private static final int AFTER_CRASH = 500;

  /** How often MirrorMaker writes its own positions; by default every minute. */
  private static final Duration FLUSH = Duration.ofSeconds(5);

  private final Stage stage;
  private final Sizes sizes;
  private final String topic;
  private final int partitions;
  private final long records;
  private final Map<TopicPartition, List<String>> onTarget = new HashMap<>();

  Exactness(Stage stage, Sizes sizes, String topic) {
    this.stage = stage;
    this.sizes = sizes;
    this.topic = topic;
    this.partitions = sizes.exactnessPartitions();
    List<Long> lags = sizes.exactnessLags();
    // So much before the first boundary that MirrorMaker has every sync that it would keep.
    this.records = 5 * lags.get(lags.size() - 1) / 2 + HISTORY_MIN;
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

  static String how(Sizes sizes) {
    return """
    A real MirrorMaker 2 (its defaults, and `sync.group.offsets.enabled`) copies a topic of %d partitions that two producers write at %,d
    records a second. Groups are then committed that many records before the end. Each position is counted by consuming the target from it
    to the end, against the records that the group has not read on the source. MirrorMaker: the offsets that it wrote for the group
    on the target. Timestamp reset: `kafka-consumer-groups --reset-offsets --to-datetime` with the kindest time, that of the earliest unread record;
    with nothing unread, now. The least: what the best position replays that skips nothing, counted on the target itself. Records a partition:
    median (least to most).\
    """
        .formatted(sizes.exactnessPartitions(), PER_SECOND);
  }

  static String howAfterCrash() {
    return """
    The same with a MirrorMaker in a process of its own that writes its positions every %d s. Just when %d records a partition are left to
    write it is ended with SIGKILL and started again: what it had copied since it last wrote its positions is on the target twice.\
    """
        .formatted(FLUSH.toSeconds(), AFTER_CRASH);
  }

  /** A healthy MirrorMaker that has copied everything once. */
  List<Count> steady() {
    KafkaSandbox source = stage.source();
    Log log = new Log(topic, partitions, 0, 100);
    log.fillSource(source);
    try (MirrorMakerSandbox mirrorMaker =
        MirrorMakerSandbox.start(source, stage.target(), options())) {
      mirrorMaker.awaitRunning(DEADLINE);
      new Writers(source, topic, partitions).write(0, records, PER_SECOND);
      awaitCopied();
      return counts();
    }
  }

  /**
   * A MirrorMaker that is killed in the middle of the load and started again: what it had copied
   * since it last wrote its positions is on the target twice, around the nearer boundaries.
   */
  List<Count> afterCrash() {
    KafkaSandbox source = stage.source();
    new Log(topic, partitions, 0, 100).fillSource(source);
    Writers writers = new Writers(source, topic, partitions);
    String flush = stage.target().name() + ".offset.flush.interval.ms";
    MirrorMakerOptions options =
        options().withOverrides(Map.of(flush, String.valueOf(FLUSH.toMillis())));
    try (MirrorMakerProcess mirrorMaker =
        MirrorMakerProcess.start(source, stage.target(), options)) {
      writers.write(0, records / 2, PER_SECOND);
      mirrorMaker.await(DEADLINE, "half of " + topic + " on the target", () -> copied(records / 2));
      writers.write(records / 2, records - AFTER_CRASH, PER_SECOND);
      mirrorMaker.kill();
      mirrorMaker.startAgain();
      writers.write(records - AFTER_CRASH, records, PER_SECOND);
      mirrorMaker.await(
          DEADLINE, "the last records of " + topic + " on the target", this::lastCopied);
      return counts();
    }
  }

  private MirrorMakerOptions options() {
    return MirrorMakerOptions.defaults().withTopics(topic).withSyncGroupOffsets(true);
  }

  private boolean copied(long each) throws ExecutionException, InterruptedException {
    for (int number = 0; number < partitions; number++) {
      if (end(stage.target(), partition(number)) < each) {
        return false;
      }
    }
    return true;
  }

  /** Ends say nothing where records came twice. */
  private boolean lastCopied() throws ExecutionException, InterruptedException {
    for (int number = 0; number < partitions; number++) {
      TopicPartition partition = partition(number);
      Set<String> there =
          new HashSet<>(
              Delivery.from(
                  stage.target(),
                  partition,
                  Math.max(0, end(stage.target(), partition) - AFTER_CRASH)));
      if (there.size() < AFTER_CRASH
          || !there.containsAll(
              Delivery.from(stage.source(), partition, Log.SHIFT + records - AFTER_CRASH))) {
        return false;
      }
    }
    return true;
  }

  private void awaitCopied() {
    Await.until(DEADLINE, "the last record of " + topic + " on the target", () -> copied(records));
  }

  /** While MirrorMaker runs, as people would look. */
  private List<Count> counts() {
    for (long lag : sizes.exactnessLags()) {
      commit(group(lag), lag);
    }
    Map<Long, Map<TopicPartition, Long>> synced = awaitSynced();
    List<Count> counts = new ArrayList<>();
    try (Check check =
        new Check(stage.source().bootstrapServers(), stage.target().bootstrapServers())) {
      for (long lag : sizes.exactnessLags()) {
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
    Map<TopicPartition, Long> reset = offsets(byTime);
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
  private Map<Long, Map<TopicPartition, Long>> awaitSynced() {
    SyncWatch watch = new SyncWatch();
    return Await.value(
        DEADLINE, "MirrorMaker's synced offsets of all groups of " + topic, watch::look);
  }

  /** What was seen on the target last, and since when. */
  private final class SyncWatch {
    private Map<Long, Map<TopicPartition, Long>> last = Map.of();
    private long sinceNanos = System.nanoTime();

    Optional<Map<Long, Map<TopicPartition, Long>>> look() {
      Map<Long, Map<TopicPartition, Long>> now =
          sizes.exactnessLags().stream()
              .collect(Collectors.toMap(lag -> lag, lag -> offsets(group(lag))));
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

  private Map<TopicPartition, Long> offsets(String group) {
    try (Admin admin = Admin.create(stage.target().clientProperties())) {
      return admin
          .listConsumerGroupOffsets(group)
          .partitionsToOffsetAndMetadata()
          .get()
          .entrySet()
          .stream()
          .collect(Collectors.toMap(Map.Entry::getKey, found -> found.getValue().offset()));
    } catch (ExecutionException | InterruptedException failed) {
      throw new IllegalStateException("reading the offsets of " + group, failed);
    }
  }

  private void commit(String group, long lag) {
    Map<TopicPartition, OffsetAndMetadata> offsets =
        IntStream.range(0, partitions)
            .mapToObj(this::partition)
            .collect(
                Collectors.toMap(
                    partition -> partition, partition -> new OffsetAndMetadata(committed(lag))));
    try (Admin admin = Admin.create(stage.source().clientProperties())) {
      admin.alterConsumerGroupOffsets(group, offsets).all().get();
    } catch (ExecutionException | InterruptedException failed) {
      throw new IllegalStateException("commit of " + group, failed);
    }
  }

  private static long end(KafkaSandbox cluster, TopicPartition partition)
      throws ExecutionException, InterruptedException {
    try (Admin admin = Admin.create(cluster.clientProperties())) {
      return admin
          .listOffsets(Map.of(partition, OffsetSpec.latest()))
          .partitionResult(partition)
          .get()
          .offset();
    }
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
