package io.tidegate.activities.kafka;

import static org.assertj.core.api.Assertions.assertThat;

import io.tidegate.activities.kafka.Checkpoints.Checkpoint;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import org.apache.kafka.common.TopicPartition;
import org.junit.jupiter.api.Test;

class CheckpointsTest {
  private static final byte[] KEY = key("payments-charger", "legacy.payments", 3);

  @Test
  void aCheckpointIsReadAsMirrorMakerWritesIt() {
    assertThat(Checkpoints.decode(KEY, value(0, 500, 451)))
        .contains(
            new Checkpoint("payments-charger", new TopicPartition("legacy.payments", 3), 500, 451));
  }

  @Test
  void whatIsNoneIsPassedOver() {
    assertThat(Checkpoints.decode(null, value(0, 1, 1))).isEmpty();
    assertThat(Checkpoints.decode(KEY, null)).isEmpty();
    assertThat(Checkpoints.decode(new byte[] {0, 9, 1}, value(0, 1, 1))).isEmpty();
    assertThat(Checkpoints.decode(new byte[] {-1, -1, 1}, value(0, 1, 1))).isEmpty();
    assertThat(Checkpoints.decode(KEY, new byte[9])).isEmpty();
    assertThat(Checkpoints.decode(KEY, value(1, 1, 1))).as("another version").isEmpty();
    assertThat(Checkpoints.decode(KEY, value(0, -1, 1))).isEmpty();
    assertThat(Checkpoints.decode(KEY, value(0, 1, -1))).as("before the earliest note").isEmpty();
  }

  private static byte[] key(String group, String topic, int partition) {
    byte[] first = group.getBytes(StandardCharsets.UTF_8);
    byte[] second = topic.getBytes(StandardCharsets.UTF_8);
    return ByteBuffer.allocate(2 + first.length + 2 + second.length + 4)
        .putShort((short) first.length)
        .put(first)
        .putShort((short) second.length)
        .put(second)
        .putInt(partition)
        .array();
  }

  private static byte[] value(int version, long upstream, long downstream) {
    return ByteBuffer.allocate(2 + 8 + 8 + 2)
        .putShort((short) version)
        .putLong(upstream)
        .putLong(downstream)
        .putShort((short) 0)
        .array();
  }
}
