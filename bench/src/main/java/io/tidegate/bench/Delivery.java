package io.tidegate.bench;

import io.tidegate.sandbox.KafkaSandbox;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;

/** What an application would really be given: counted by consuming, never by offsets. */
final class Delivery {
  private static final Duration POLL = Duration.ofMillis(100);
  private static final Duration DEADLINE = Duration.ofMinutes(1);

  /**
   * What starting somewhere means.
   *
   * @param replayed deliveries of records that were read before, or are delivered more than once
   * @param skipped unread records that are never delivered
   */
  record Outcome(long replayed, long skipped) {}

  private Delivery() {}

  /** Against the records that are unread on the source. */
  static Outcome outcome(List<String> unread, List<String> delivered) {
    Set<String> open = new HashSet<>(unread);
    long replayed = 0;
    for (String id : delivered) {
      if (!open.remove(id)) {
        replayed++;
      }
    }
    return new Outcome(replayed, open.size());
  }

  /**
   * How many deliveries too many the best position has that skips nothing: where unread records are
   * on the target twice no position avoids it. Counted from the end back to the place at which
   * every unread record has been seen once.
   *
   * @param all that is on the target
   */
  static long least(List<String> unread, List<String> all) {
    Set<String> open = new HashSet<>(unread);
    int at = all.size();
    while (!open.isEmpty()) {
      if (at == 0) {
        throw new IllegalStateException(open.size() + " unread records are not on the target");
      }
      at--;
      open.remove(all.get(at));
    }
    return (long) all.size() - at - unread.size();
  }

  /** The identities of all records from a position to the end that the log has now, in order. */
  static List<String> from(KafkaSandbox cluster, TopicPartition partition, long position) {
    List<String> ids = new ArrayList<>();
    for (ConsumerRecord<byte[], byte[]> found : records(cluster, partition, position)) {
      ids.add(Writers.id(found.value()));
    }
    return ids;
  }

  static List<ConsumerRecord<byte[], byte[]>> records(
      KafkaSandbox cluster, TopicPartition partition, long position) {
    Map<String, Object> settings = new HashMap<>(cluster.clientProperties());
    settings.put("auto.offset.reset", "none");
    settings.put("enable.auto.commit", "false");
    List<ConsumerRecord<byte[], byte[]>> records = new ArrayList<>();
    try (KafkaConsumer<byte[], byte[]> consumer =
        new KafkaConsumer<>(settings, new ByteArrayDeserializer(), new ByteArrayDeserializer())) {
      consumer.assign(Set.of(partition));
      consumer.seek(partition, position);
      long end = consumer.endOffsets(Set.of(partition)).getOrDefault(partition, 0L);
      long deadline = System.nanoTime() + DEADLINE.toNanos();
      while (consumer.position(partition) < end) {
        if (System.nanoTime() > deadline) {
          throw new IllegalStateException("reading " + partition + " stood still");
        }
        consumer.poll(POLL).forEach(records::add);
      }
    }
    return records;
  }
}
