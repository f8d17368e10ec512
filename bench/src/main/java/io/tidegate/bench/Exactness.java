package io.tidegate.bench;

import io.tidegate.sandbox.Await;
import io.tidegate.sandbox.KafkaSandbox;
import io.tidegate.sandbox.MirrorMakerOptions;
import io.tidegate.sandbox.MirrorMakerProcess;
import io.tidegate.sandbox.MirrorMakerSandbox;
import java.time.Duration;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ExecutionException;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.OffsetSpec;
import org.apache.kafka.common.TopicPartition;

/**
 * Records replayed and skipped where groups resume by Tidegate's proof, by what MirrorMaker 2 wrote
 * for them on the target, and by a reset to a timestamp.
 */
final class Exactness {
  private static final Duration DEADLINE = Duration.ofMinutes(3);
  private static final int PER_SECOND = 40_000;

  private static final long HISTORY_MIN = 2_000;

  /** Written after the restart: a few of the boundaries lie before it, in what came twice. */
  private static final int AFTER_CRASH = 500;

  /** How often MirrorMaker writes its own positions; by default every minute. */
  private static final Duration FLUSH = Duration.ofSeconds(5);

  private final Stage stage;
  private final Sizes sizes;
  private final ResumeCounts counts;
  private final String topic;
  private final int partitions;
  private final long records;

  Exactness(Stage stage, Sizes sizes, String topic) {
    this.stage = stage;
    this.sizes = sizes;
    this.topic = topic;
    this.partitions = sizes.exactnessPartitions();
    List<Long> lags = sizes.exactnessLags();
    // So much before the first boundary that MirrorMaker has every sync that it would keep.
    this.records = 5 * lags.get(lags.size() - 1) / 2 + HISTORY_MIN;
    this.counts = new ResumeCounts(stage, topic, partitions, records);
  }

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
  List<ResumeCounts.Count> steady() {
    KafkaSandbox source = stage.source();
    Log log = new Log(topic, partitions, 0, 100);
    log.fillSource(source);
    try (MirrorMakerSandbox mirrorMaker =
        MirrorMakerSandbox.start(source, stage.target(), options())) {
      mirrorMaker.awaitRunning(DEADLINE);
      new Writers(source, topic, partitions).write(0, records, PER_SECOND);
      awaitCopied();
      return counts.of(sizes.exactnessLags());
    }
  }

  /**
   * A MirrorMaker that is killed in the middle of the load and started again: what it had copied
   * since it last wrote its positions is on the target twice, around the nearer boundaries.
   */
  List<ResumeCounts.Count> afterCrash() {
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
      return counts.of(sizes.exactnessLags());
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

  private TopicPartition partition(int number) {
    return new TopicPartition(topic, number);
  }
}
