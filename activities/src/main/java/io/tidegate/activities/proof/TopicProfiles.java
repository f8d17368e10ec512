package io.tidegate.activities.proof;

import io.tidegate.activities.kafka.Cluster;
import io.tidegate.activities.kafka.KafkaFailure;
import io.tidegate.activities.kafka.KafkaLog;
import io.tidegate.parity.Calibration;
import io.tidegate.parity.Isolation;
import io.tidegate.parity.LogUnavailable;
import io.tidegate.parity.PartitionPair;
import java.util.List;
import org.apache.kafka.common.TopicPartition;

/**
 * What makes two records of a topic the same between two clusters, calibrated on first need and
 * kept. Safe for many threads.
 */
public final class TopicProfiles {
  private final Cluster source;
  private final Cluster target;
  private final Profiles profiles = new Profiles();

  public TopicProfiles(Cluster source, Cluster target) {
    this.source = source;
    this.target = target;
  }

  /** Of one topic, by those of its partitions that are at hand; a read that fails is a reason. */
  public Calibration of(List<PartitionPair> topic, Isolation isolation) {
    PartitionPair first = topic.get(0);
    try {
      return Frames.of(source, first.topic(), target, first.targetTopic())
              instanceof Frames.Both both
          ? profiles.of(
              both.source(),
              both.target(),
              isolation,
              () -> Calibration.of(sides(topic, isolation), false))
          : new Calibration.Uncalibrated("topic " + first.topic() + " is not on both clusters");
    } catch (LogUnavailable | KafkaFailure failed) {
      return new Calibration.Uncalibrated(String.valueOf(failed.getMessage()));
    }
  }

  private List<Calibration.Sides> sides(List<PartitionPair> topic, Isolation isolation) {
    return topic.stream()
        .map(
            pair ->
                new Calibration.Sides(
                    new KafkaLog(source, onSource(pair), isolation),
                    new KafkaLog(target, onTarget(pair), isolation)))
        .toList();
  }

  static TopicPartition onSource(PartitionPair pair) {
    return new TopicPartition(pair.topic(), pair.sourcePartition());
  }

  static TopicPartition onTarget(PartitionPair pair) {
    return new TopicPartition(pair.targetTopic(), pair.targetPartition());
  }
}
