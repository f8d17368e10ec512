package io.tidegate.demo;

import io.tidegate.sandbox.KafkaCluster;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import org.apache.kafka.clients.consumer.ConsumerConfig;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.apache.kafka.common.utils.ByteUtils;

/**
 * Every offset that was ever written with a tag on a cluster, read from the log in which brokers
 * keep commits: what the engine wrote, since the sample applications commit without one.
 */
final class SeedsWritten {
  private static final String COMMITS = "__consumer_offsets";
  private static final int COMMIT_KEY_VERSION_MAX = 1;
  private static final int LEADER_EPOCH_SINCE = 3;
  private static final int COMPACT_SINCE = 4;
  private static final Duration POLL = Duration.ofMillis(500);

  /** The different offsets of each partition of each group: one, where its seed is one. */
  private final Map<String, Set<Long>> offsets = new TreeMap<>();

  private SeedsWritten() {}

  static SeedsWritten on(KafkaCluster cluster) {
    Map<String, Object> config = new HashMap<>(cluster.clientProperties());
    config.put(ConsumerConfig.KEY_DESERIALIZER_CLASS_CONFIG, ByteArrayDeserializer.class);
    config.put(ConsumerConfig.VALUE_DESERIALIZER_CLASS_CONFIG, ByteArrayDeserializer.class);
    SeedsWritten seeds = new SeedsWritten();
    try (KafkaConsumer<byte[], byte[]> consumer = new KafkaConsumer<>(config)) {
      List<TopicPartition> partitions = new ArrayList<>();
      consumer
          .partitionsFor(COMMITS)
          .forEach(part -> partitions.add(new TopicPartition(COMMITS, part.partition())));
      consumer.assign(partitions);
      consumer.seekToBeginning(partitions);
      Map<TopicPartition, Long> ends = consumer.endOffsets(partitions);
      while (partitions.stream().anyMatch(p -> consumer.position(p) < ends.getOrDefault(p, 0L))) {
        consumer.poll(POLL).forEach(seeds::add);
      }
    }
    return seeds;
  }

  /** Those of a group, by topic and partition. */
  Map<String, Set<Long>> of(String group) {
    Map<String, Set<Long>> found = new TreeMap<>();
    offsets.forEach(
        (key, written) -> {
          if (key.startsWith(group + " ")) {
            found.put(key.substring(group.length() + 1), written);
          }
        });
    return found;
  }

  private void add(ConsumerRecord<byte[], byte[]> record) {
    ByteBuffer key = ByteBuffer.wrap(record.key());
    if (record.value() == null || key.getShort() > COMMIT_KEY_VERSION_MAX) {
      return;
    }
    String place = text(key) + " " + text(key) + "-" + key.getInt();
    ByteBuffer value = ByteBuffer.wrap(record.value());
    short version = value.getShort();
    long offset = value.getLong();
    if (version >= LEADER_EPOCH_SINCE) {
      value.getInt();
    }
    String tag = version >= COMPACT_SINCE ? compactText(value) : text(value);
    if (!tag.isEmpty()) {
      offsets.computeIfAbsent(place, fresh -> new TreeSet<>()).add(offset);
    }
  }

  private static String text(ByteBuffer buffer) {
    return text(buffer, buffer.getShort());
  }

  /** Of the newer versions: the length plus one, as a varint. */
  private static String compactText(ByteBuffer buffer) {
    return text(buffer, ByteUtils.readUnsignedVarint(buffer) - 1);
  }

  private static String text(ByteBuffer buffer, int length) {
    byte[] bytes = new byte[length];
    buffer.get(bytes);
    return new String(bytes, StandardCharsets.UTF_8);
  }
}
