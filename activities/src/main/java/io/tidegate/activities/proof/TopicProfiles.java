package io.tidegate.activities.proof;

import io.tidegate.activities.kafka.Cluster;
import io.tidegate.activities.kafka.KafkaFailure;
import io.tidegate.activities.kafka.TopicFacts.Topic;
import io.tidegate.activities.proof.Frames.Names;
import io.tidegate.parity.Calibration;
import io.tidegate.parity.Calibration.Uncalibrated;
import io.tidegate.parity.Isolation;
import io.tidegate.parity.LogUnavailable;
import io.tidegate.parity.PartitionPair;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
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

  /**
   * Of the topics of these partitions, by their names on the source. One that cannot be read, or is
   * not on both clusters, has the reason instead.
   */
  public Map<String, Calibration> all(Collection<PartitionPair> partitions, Isolation isolation) {
    try (SideBySide beside = new SideBySide("calibration", Progress.NONE)) {
      return all(partitions, isolation, beside);
    }
  }

  Map<String, Calibration> all(
      Collection<PartitionPair> partitions, Isolation isolation, SideBySide beside) {
    List<Names> names =
        partitions.stream()
            .map(pair -> new Names(pair.topic(), pair.targetTopic()))
            .distinct()
            .toList();
    Map<String, Calibration> calibrations = new HashMap<>();
    try {
      List<TopicPair> pairs = new ArrayList<>();
      Frames.of(source, target, names)
          .forEach(
              (topic, frame) -> {
                if (frame instanceof Frames.Both both) {
                  pairs.add(new TopicPair(shared(both)));
                } else {
                  calibrations.put(topic.source(), new Uncalibrated(((Frames.None) frame).why()));
                }
              });
      List<Calibration> found =
          new Calibrations(source, target, profiles, Budget.OF_THE_HEAP, beside)
              .of(pairs, isolation, new Settling(Clock.systemUTC(), beside.begun(), Duration.ZERO));
      for (int i = 0; i < pairs.size(); i++) {
        calibrations.put(pairs.get(i).both().source().name(), found.get(i));
      }
    } catch (LogUnavailable | KafkaFailure failed) {
      Calibration none = new Uncalibrated(String.valueOf(failed.getMessage()));
      names.forEach(topic -> calibrations.putIfAbsent(topic.source(), none));
    }
    return calibrations;
  }

  /** Of a topic that has got further partitions on one side, those that it has on both. */
  private static Frames.Both shared(Frames.Both both) {
    int partitions = Math.min(both.source().partitions(), both.target().partitions());
    return new Frames.Both(first(both.source(), partitions), first(both.target(), partitions));
  }

  private static Topic first(Topic topic, int partitions) {
    return new Topic(topic.name(), topic.id(), partitions, topic.leaderless(), topic.configs());
  }

  static TopicPartition onSource(PartitionPair pair) {
    return new TopicPartition(pair.topic(), pair.sourcePartition());
  }

  static TopicPartition onTarget(PartitionPair pair) {
    return new TopicPartition(pair.targetTopic(), pair.targetPartition());
  }
}
