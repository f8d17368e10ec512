package io.tidegate.activities.proof;

import io.tidegate.sandbox.Await;
import io.tidegate.sandbox.MirrorMakerOptions;
import io.tidegate.sandbox.MirrorMakerProcess;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.locks.LockSupport;
import org.apache.kafka.common.TopicPartition;

/**
 * A MirrorMaker of a test's own that copies one topic and may be killed. It runs beside the shared
 * one, between the same clusters.
 */
final class OwnMirrorMaker {
  private static final Duration SENT_WITHIN = Duration.ofMillis(500);

  private OwnMirrorMaker() {}

  /**
   * Returns at once; it syncs the offsets of groups whose names begin with its own.
   *
   * @param name its worker's, which no other has
   */
  static MirrorMakerProcess start(TwoClusters two, String name, String topic) {
    return MirrorMakerProcess.start(
        two.legacy,
        two.cloud,
        MirrorMakerOptions.defaults()
            .withTopics(topic)
            .withSyncGroupOffsets(true)
            .withOverrides(
                Map.of(
                    "topics.exclude",
                    "none",
                    "legacy->cloud.groups",
                    name + "-.*",
                    // It writes its position when it stops in order, and not before.
                    "cloud.offset.flush.interval.ms",
                    "3600000",
                    // The shortest that brokers allow: so long the dead one holds up the next.
                    "cloud.session.timeout.ms",
                    "6000",
                    "cloud.heartbeat.interval.ms",
                    "2000",
                    "cloud.group.id",
                    name,
                    "cloud.config.storage.topic",
                    name + "-configs.internal",
                    "cloud.offset.storage.topic",
                    name + "-offsets.internal",
                    "cloud.status.storage.topic",
                    name + "-status.internal")));
  }

  /** Copies on the target; none before it has created the topic. */
  static long copied(TwoClusters two, TopicPartition partition) {
    return two.onCloud.exists(partition.topic()) ? two.onCloud.end(partition) : 0;
  }

  /** What a dead one had sent may still be on its way into the log. */
  static long copiedAndNoMore(TwoClusters two, TopicPartition partition) {
    AtomicLong before = new AtomicLong(-1);
    Await.until(
        TwoClusters.DEADLINE,
        "the last of what it had sent to " + partition,
        () -> {
          LockSupport.parkNanos(SENT_WITHIN.toNanos());
          return before.getAndSet(copied(two, partition)) == before.get();
        });
    return before.get();
  }
}
