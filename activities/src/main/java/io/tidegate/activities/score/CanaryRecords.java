package io.tidegate.activities.score;

import io.tidegate.activities.kafka.BatchSample;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Random;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.header.internals.RecordHeader;
import org.jspecify.annotations.Nullable;

/** The records that a canary carries: as demanding as the unit's own are. */
final class CanaryRecords {
  private static final byte[] HEADER = "canary".getBytes(StandardCharsets.UTF_8);

  private final String topic;
  private final BatchSample.Seen seen;

  /**
   * @param seen of the unit's own records
   */
  CanaryRecords(String topic, BatchSample.Seen seen) {
    this.topic = topic;
    this.seen = seen;
  }

  /** With a header, a tombstone, and one as large as the largest and packed as well. */
  List<ProducerRecord<byte[], byte[]>> of(String compression) {
    byte[] key = bytes("canary-" + compression);
    BatchSample.Largest largest = largest(compression);
    byte[] large = new byte[Math.max(1, largest.bytes() - key.length)];
    byte[] random =
        new byte[(int) Math.min(large.length, Math.ceil(large.length * largest.packed()))];
    new Random(large.length).nextBytes(random);
    System.arraycopy(random, 0, large, 0, random.length);
    return List.of(record(key, bytes("with a header")), record(key, null), record(key, large));
  }

  /** The largest that was seen of those packed so. */
  BatchSample.Largest largest(String compression) {
    return seen.compressions().getOrDefault(compression, BatchSample.Largest.NONE);
  }

  private ProducerRecord<byte[], byte[]> record(byte[] key, byte @Nullable [] value) {
    ProducerRecord<byte[], byte[]> record = new ProducerRecord<>(topic, key, value);
    record.headers().add(new RecordHeader("tidegate", HEADER));
    return record;
  }

  /** One for a transaction. */
  ProducerRecord<byte[], byte[]> inTransaction(String value) {
    return record(bytes("canary-tx"), bytes(value));
  }

  private static byte[] bytes(String text) {
    return text.getBytes(StandardCharsets.UTF_8);
  }
}
