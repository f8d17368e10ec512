package io.tidegate.activities.kafka;

import io.tidegate.parity.Isolation;
import io.tidegate.parity.LogRecord;
import io.tidegate.parity.RecordCursor;
import java.nio.BufferUnderflowException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.apache.kafka.common.TopicPartition;
import org.jspecify.annotations.Nullable;

/**
 * MirrorMaker's checkpoints: what a group had committed on the source, and which target offset
 * MirrorMaker makes of it. That translation is exact only where MirrorMaker has a note of that very
 * offset; else it rewinds, by as much as its notes lie apart.
 *
 * <p>The wire format, decoded by hand as that of {@link OffsetSyncs}: key {@code STRING group,
 * STRING target topic, INT32 partition}, value {@code INT16 0, INT64 upstream, INT64 downstream,
 * STRING metadata}.
 */
public final class Checkpoints {
  /** The only version of the format there is. */
  private static final short VERSION = 0;

  private static final int PARTITION = 0;

  private final Cluster target;
  private final String topic;

  /**
   * @param target the cluster that is copied to, which has the topic
   * @param topic such as {@code legacy.checkpoints.internal}
   */
  public Checkpoints(Cluster target, String topic) {
    this.target = target;
    this.topic = topic;
  }

  /** The topic's name where MirrorMaker calls the source so. */
  public static String topicOf(String sourceAlias) {
    return sourceAlias + ".checkpoints.internal";
  }

  /**
   * One checkpoint.
   *
   * @param onTarget the target partition
   * @param upstream what the group had committed on the source
   * @param downstream MirrorMaker's translation of it
   */
  public record Checkpoint(String group, TopicPartition onTarget, long upstream, long downstream) {}

  /** Whether the topic exists; reading one that does not is an error. */
  public boolean exists() {
    return new TopicFacts(target).partitions(List.of(topic)).containsKey(topic);
  }

  /**
   * The newest checkpoints of each of these groups by target partition, from one read of the whole
   * topic; a group without an entry has none.
   */
  public Map<String, Map<TopicPartition, Checkpoint>> newest(Set<String> groups) {
    Map<String, Map<TopicPartition, Checkpoint>> newest = new HashMap<>();
    KafkaLog log =
        new KafkaLog(target, new TopicPartition(topic, PARTITION), Isolation.READ_UNCOMMITTED);
    try (RecordCursor cursor = log.open(0, log.end())) {
      for (LogRecord found = cursor.next(); found != null; found = cursor.next()) {
        decode(found.key(), found.value())
            .filter(checkpoint -> groups.contains(checkpoint.group()))
            .ifPresent(
                checkpoint ->
                    newest
                        .computeIfAbsent(checkpoint.group(), first -> new HashMap<>())
                        .put(checkpoint.onTarget(), checkpoint));
      }
    }
    return newest;
  }

  /** A checkpoint, where the record is one: anyone may have written to the topic. */
  static Optional<Checkpoint> decode(byte @Nullable [] key, byte @Nullable [] value) {
    if (key == null || value == null) {
      return Optional.empty();
    }
    try {
      ByteBuffer keyBytes = ByteBuffer.wrap(key);
      String group = string(keyBytes);
      String targetTopic = string(keyBytes);
      int partition = keyBytes.getInt();
      ByteBuffer valueBytes = ByteBuffer.wrap(value);
      short version = valueBytes.getShort();
      long upstream = valueBytes.getLong();
      long downstream = valueBytes.getLong();
      return version == VERSION
              && !keyBytes.hasRemaining()
              && partition >= 0
              && upstream >= 0
              && downstream >= 0
          ? Optional.of(
              new Checkpoint(
                  group, new TopicPartition(targetTopic, partition), upstream, downstream))
          : Optional.empty();
    } catch (BufferUnderflowException | NegativeArraySizeException notOne) {
      return Optional.empty();
    }
  }

  private static String string(ByteBuffer bytes) {
    byte[] text = new byte[bytes.getShort()];
    bytes.get(text);
    return new String(text, StandardCharsets.UTF_8);
  }

  @Override
  public String toString() {
    return "topic " + topic + " of MirrorMaker's checkpoints on " + target;
  }
}
