package io.tidegate.bench;

import java.time.Duration;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ExecutionException;
import java.util.stream.Collectors;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.ListConsumerGroupOffsetsSpec;
import org.apache.kafka.clients.admin.OffsetSpec;
import org.apache.kafka.clients.consumer.ConsumerRecords;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.common.KafkaFuture;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.acl.AclBindingFilter;
import org.apache.kafka.common.config.ConfigResource;
import org.apache.kafka.common.quota.ClientQuotaFilter;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;

/**
 * The least that a scorecard must ask of one cluster: one admin call of each kind, each for all
 * topics and groups at once, and a bare consumer that reads each window: seek to its begin, read to
 * its end. The groups stand at the same places, so their windows are the same, and are read once.
 * No hashing, nothing kept. Clients stay connected between rounds.
 */
final class BareScorecard implements AutoCloseable {
  private static final Duration POLL = Duration.ofMillis(100);
  private static final Duration DEADLINE = Duration.ofMinutes(5);

  private final KafkaConsumer<byte[], byte[]> consumer;
  private final Admin admin;
  private final UnitAtScale unit;
  private final List<Map<TopicPartition, Long>> begins;
  private final Map<TopicPartition, Long> ends;

  /**
   * @param begins of the windows of each group, the one that is furthest behind last
   * @param ends of them, exclusive, which are the same for each group
   */
  BareScorecard(
      String bootstrapServers,
      UnitAtScale unit,
      List<Map<TopicPartition, Long>> begins,
      Map<TopicPartition, Long> ends) {
    this.unit = unit;
    this.begins = begins;
    this.ends = ends;
    Map<String, Object> settings = new HashMap<>();
    settings.put("bootstrap.servers", bootstrapServers);
    settings.put("client.id", "bare");
    this.admin = Admin.create(settings);
    settings.put("auto.offset.reset", "none");
    settings.put("enable.auto.commit", "false");
    settings.put("fetch.max.bytes", String.valueOf(16 * 1024 * 1024));
    // Short: a round would wait for the fetch that the last one left behind at the log's end.
    settings.put("fetch.max.wait.ms", "1");
    settings.put("max.poll.records", "10000");
    settings.put("max.partition.fetch.bytes", String.valueOf(384 * 1024));
    this.consumer =
        new KafkaConsumer<>(settings, new ByteArrayDeserializer(), new ByteArrayDeserializer());
    consumer.assign(ends.keySet());
  }

  /** Asks everything once and reads every record that is in any window once. */
  void round() {
    round(begins.subList(begins.size() - 1, begins.size()));
  }

  /** The same, and reads the windows of each group, one group after the other. */
  void roundForEachGroup() {
    round(begins);
  }

  private void round(List<Map<TopicPartition, Long>> read) {
    try {
      ask();
    } catch (ExecutionException | InterruptedException failed) {
      throw new IllegalStateException("the bare calls", failed);
    }
    read.forEach(this::read);
  }

  private void ask() throws ExecutionException, InterruptedException {
    List<String> topics = unit.topicNames();
    List<KafkaFuture<?>> asked =
        List.of(
            admin.describeCluster().clusterId(),
            admin.describeFeatures().featureMetadata(),
            admin.describeTopics(topics).allTopicNames(),
            admin.describeConfigs(topics.stream().map(BareScorecard::resource).toList()).all(),
            admin.listConsumerGroupOffsets(specs()).all(),
            admin.listOffsets(all(OffsetSpec.earliest())).all(),
            admin.listOffsets(all(OffsetSpec.latest())).all(),
            admin.describeClientQuotas(ClientQuotaFilter.all()).entities());
    for (KafkaFuture<?> answer : asked) {
      answer.get();
    }
    refusedOrNot(admin.describeAcls(AclBindingFilter.ANY).values());
    refusedOrNot(admin.describeConsumerGroups(unit.groupNames()).all());
  }

  /** No authorizer, or no such group on the target: an answer too. */
  private static void refusedOrNot(KafkaFuture<?> answer) throws InterruptedException {
    try {
      answer.get();
    } catch (ExecutionException refused) {
      return;
    }
  }

  private static ConfigResource resource(String topic) {
    return new ConfigResource(ConfigResource.Type.TOPIC, topic);
  }

  private Map<String, ListConsumerGroupOffsetsSpec> specs() {
    return unit.groupNames().stream()
        .collect(Collectors.toMap(group -> group, group -> new ListConsumerGroupOffsetsSpec()));
  }

  private Map<TopicPartition, OffsetSpec> all(OffsetSpec spec) {
    return ends.keySet().stream()
        .collect(Collectors.toMap(partition -> partition, partition -> spec));
  }

  private void read(Map<TopicPartition, Long> from) {
    from.forEach(consumer::seek);
    consumer.resume(from.keySet());
    Set<TopicPartition> open = new HashSet<>(from.keySet());
    long deadline = System.nanoTime() + DEADLINE.toNanos();
    while (!open.isEmpty()) {
      if (System.nanoTime() > deadline) {
        throw new IllegalStateException("the bare read stood still: " + open.size() + " left");
      }
      ConsumerRecords<byte[], byte[]> polled = consumer.poll(POLL);
      for (TopicPartition partition : polled.partitions()) {
        if (consumer.position(partition) >= ends.getOrDefault(partition, 0L)
            && open.remove(partition)) {
          consumer.pause(Set.of(partition));
        }
      }
    }
  }

  @Override
  public void close() {
    consumer.close();
    admin.close();
  }
}
