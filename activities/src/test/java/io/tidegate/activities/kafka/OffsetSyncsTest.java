package io.tidegate.activities.kafka;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import org.apache.kafka.common.TopicPartition;
import org.junit.jupiter.api.Test;

class OffsetSyncsTest {

  @Test
  void aNoteIsDecodedFromItsBytes() {
    assertThat(OffsetSyncs.decode(key("zahlungen-ä", 3), value(100, 97)))
        .contains(new OffsetSyncs.Sync(new TopicPartition("zahlungen-ä", 3), 100, 97));
  }

  @Test
  void whatIsNotANoteIsNone() {
    byte[] key = key("t", 0);
    byte[] value = value(1, 2);
    assertThat(OffsetSyncs.decode(null, value)).isEmpty();
    assertThat(OffsetSyncs.decode(key, null)).isEmpty();
    assertThat(OffsetSyncs.decode(Arrays.copyOf(key, key.length - 1), value)).isEmpty();
    assertThat(OffsetSyncs.decode(key, Arrays.copyOf(value, 17))).isEmpty();
    assertThat(OffsetSyncs.decode(new byte[] {(byte) 0xff, (byte) 0xff, 1}, value)).isEmpty();
    assertThat(OffsetSyncs.decode(key, value(-1, 2))).isEmpty();
  }

  private static byte[] key(String topic, int partition) {
    byte[] name = topic.getBytes(StandardCharsets.UTF_8);
    return ByteBuffer.allocate(2 + name.length + 4)
        .putShort((short) name.length)
        .put(name)
        .putInt(partition)
        .array();
  }

  private static byte[] value(long upstream, long downstream) {
    return ByteBuffer.allocate(16).putLong(upstream).putLong(downstream).array();
  }
}
