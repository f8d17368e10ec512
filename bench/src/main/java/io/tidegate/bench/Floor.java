package io.tidegate.bench;

import java.time.Duration;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.IntStream;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.ConsumerRecords;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;

/**
 * The least that any check must do: one bare consumer is assigned the partitions of one cluster,
 * seeks to the begin of each window, and reads to its end. No group, no hashing, nothing kept. It
 * stays connected between rounds; a partition that is done is paused.
 */
final class Floor implements AutoCloseable {
  private static final Duration POLL = Duration.ofMillis(100);
  private static final Duration DEADLINE = Duration.ofMinutes(2);

  /** From here on a window is a scan: the consumer's default fetch serves it better. */
  private static final long SCAN_RECORDS = 10_000;

  private final KafkaConsumer<byte[], byte[]> consumer;
  private final List<TopicPartition> partitions;
  private final long begin;
  private final long end;

  /**
   * @param begin of each window, as an offset
   * @param end of each window, exclusive
   */
  Floor(String bootstrapServers, String topic, int partitions, long begin, long end) {
    this.partitions =
        IntStream.range(0, partitions)
            .mapToObj(number -> new TopicPartition(topic, number))
            .toList();
    this.begin = begin;
    this.end = end;
    Map<String, Object> settings = new HashMap<>(ConsumedRecords.settings());
    settings.put("bootstrap.servers", bootstrapServers);
    settings.put("client.id", "floor");
    settings.put("auto.offset.reset", "none");
    settings.put("enable.auto.commit", "false");
    settings.put("fetch.max.bytes", String.valueOf(64 * 1024 * 1024));
    // Short: a round would wait for the fetch that the last one left behind at the log's end.
    settings.put("fetch.max.wait.ms", "1");
    settings.put("max.poll.records", "10000");
    boolean scan = end - begin > SCAN_RECORDS;
    settings.put("max.partition.fetch.bytes", String.valueOf((scan ? 1024 : 32) * 1024));
    this.consumer =
        new KafkaConsumer<>(settings, new ByteArrayDeserializer(), new ByteArrayDeserializer());
  }

  /** Reads every window once. */
  void read() {
    consumer.assign(partitions);
    partitions.forEach(partition -> consumer.seek(partition, begin));
    consumer.resume(partitions);
    Set<TopicPartition> open = new HashSet<>(partitions);
    long deadline = System.nanoTime() + DEADLINE.toNanos();
    long bytes = 0;
    while (!open.isEmpty()) {
      if (System.nanoTime() > deadline) {
        throw new IllegalStateException("the floor stood still: " + open.size() + " left to read");
      }
      ConsumerRecords<byte[], byte[]> polled = consumer.poll(POLL);
      for (ConsumerRecord<byte[], byte[]> found : polled) {
        bytes += found.value().length;
      }
      for (TopicPartition partition : polled.partitions()) {
        if (consumer.position(partition) >= end && open.remove(partition)) {
          consumer.pause(Set.of(partition));
        }
      }
    }
    if (bytes == 0) {
      throw new IllegalStateException("the floor read nothing");
    }
  }

  @Override
  public void close() {
    consumer.close();
  }
}
