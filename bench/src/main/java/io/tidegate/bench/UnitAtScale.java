package io.tidegate.bench;

import io.tidegate.sandbox.Await;
import io.tidegate.sandbox.KafkaSandbox;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.ToLongFunction;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.NewTopic;
import org.apache.kafka.clients.admin.OffsetSpec;
import org.apache.kafka.clients.admin.RecordsToDelete;
import org.apache.kafka.clients.consumer.OffsetAndMetadata;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.jspecify.annotations.Nullable;

/**
 * One unit of many topics, each of one partition, all of them read by each of its groups. The
 * target holds a copy of every record, {@value Log#SHIFT} offsets below its place on the source.
 *
 * @param records of each topic but the first, which has enough for the longest lag
 */
record UnitAtScale(String name, int topics, int groups, long records, long longest) {
  /** Records before a boundary that a proof reads. */
  static final int BEFORE = 64;

  private static final int VALUE_BYTES = 100;
  private static final int TOPICS_A_CALL = 100;
  private static final Duration SERVED_WITHIN = Duration.ofMinutes(1);
  private static final long FIRST_MS = 1_700_000_000_000L;
  private static final long STEP_MS = 2;

  /**
   * How far each group is behind.
   *
   * @param everywhere records of each topic
   * @param inTheFirst records of the first topic
   * @param apart records by which a group is further behind in each topic than the group before it
   */
  record Lag(long everywhere, long inTheFirst, long apart) {
    long of(int topic, int group) {
      return (topic == 0 ? inTheFirst : everywhere) + group * apart;
    }
  }

  String topic(int number) {
    return "%s-%04d".formatted(name, number);
  }

  String group(int number) {
    return "%s-reader-%02d".formatted(name, number);
  }

  List<String> topicNames() {
    return IntStream.range(0, topics).mapToObj(this::topic).toList();
  }

  List<String> groupNames() {
    return IntStream.range(0, groups).mapToObj(this::group).toList();
  }

  /** Records of a topic; on the target its end too. */
  long length(int topic) {
    return topic == 0 ? longest + 2 * BEFORE : records;
  }

  /** Where a group that is so far behind starts on the target. */
  long resume(int topic, int group, Lag lag) {
    return length(topic) - lag.of(topic, group);
  }

  /** Both clusters, side by side. */
  void fill(KafkaSandbox source, KafkaSandbox target) {
    CompletableFuture<Void> beside =
        CompletableFuture.runAsync(
            () -> {
              create(target);
              write(target, 0);
            });
    create(source);
    write(source, -Log.SHIFT);
    Map<TopicPartition, RecordsToDelete> first =
        each(topic -> Log.SHIFT).entrySet().stream()
            .collect(
                Collectors.toMap(
                    Map.Entry::getKey, entry -> RecordsToDelete.beforeOffset(entry.getValue())));
    asked(source, admin -> admin.deleteRecords(first).all().get());
    beside.join();
  }

  private void create(KafkaSandbox cluster) {
    List<NewTopic> all =
        topicNames().stream()
            .map(topic -> new NewTopic(topic, 1, (short) 1).configs(Map.of("retention.ms", "-1")))
            .toList();
    for (int from = 0; from < all.size(); from += TOPICS_A_CALL) {
      List<NewTopic> some = all.subList(from, Math.min(all.size(), from + TOPICS_A_CALL));
      asked(cluster, admin -> admin.createTopics(some).all().get());
    }
    // An idempotent producer does not get over a leader that comes and goes while it begins.
    Map<TopicPartition, OffsetSpec> served =
        each(topic -> 0L).keySet().stream()
            .collect(Collectors.toMap(partition -> partition, partition -> OffsetSpec.latest()));
    asked(
        cluster,
        admin ->
            Await.until(
                SERVED_WITHIN,
                "every topic of " + name + " on " + cluster.name(),
                () -> admin.listOffsets(served).all().get().size() == topics));
  }

  private void write(KafkaSandbox cluster, long from) {
    Map<String, Object> settings = new HashMap<>(cluster.clientProperties());
    settings.put("linger.ms", "20");
    settings.put("max.in.flight.requests.per.connection", "1");
    settings.put("buffer.memory", String.valueOf(64L * 1024 * 1024));
    AtomicReference<@Nullable Exception> failure = new AtomicReference<>();
    try (KafkaProducer<byte[], byte[]> producer =
        new KafkaProducer<>(settings, new ByteArraySerializer(), new ByteArraySerializer())) {
      for (int topic = 0; topic < topics; topic++) {
        for (long number = from; number < length(topic); number++) {
          Future<?> unused =
              producer.send(
                  record(topic, number), (metadata, failed) -> failure.compareAndSet(null, failed));
        }
      }
      producer.flush();
    }
    Exception failed = failure.get();
    if (failed != null) {
      throw new IllegalStateException(name + " on " + cluster.name() + " was not written", failed);
    }
  }

  private ProducerRecord<byte[], byte[]> record(int topic, long number) {
    byte[] key = ByteBuffer.allocate(Long.BYTES).putLong(number % 1_000).array();
    byte[] value = new byte[VALUE_BYTES];
    new SplittableRandom(number * 4_001 + topic).nextBytes(value);
    ByteBuffer.wrap(value).putInt(topic).putLong(number);
    return new ProducerRecord<>(topic(topic), 0, FIRST_MS + number * STEP_MS, key, value);
  }

  /** Every group stands so far behind on the source. */
  void commit(KafkaSandbox source, Lag lag) {
    asked(
        source,
        admin -> {
          for (int group = 0; group < groups; group++) {
            admin.alterConsumerGroupOffsets(group(group), places(group, lag)).all().get();
          }
        });
  }

  private Map<TopicPartition, OffsetAndMetadata> places(int group, Lag lag) {
    return each(topic -> Log.SHIFT + resume(topic, group, lag)).entrySet().stream()
        .collect(
            Collectors.toMap(Map.Entry::getKey, place -> new OffsetAndMetadata(place.getValue())));
  }

  /** Something of every topic's one partition. */
  Map<TopicPartition, Long> each(ToLongFunction<Integer> value) {
    return IntStream.range(0, topics)
        .boxed()
        .collect(
            Collectors.toMap(topic -> new TopicPartition(topic(topic), 0), value::applyAsLong));
  }

  private interface Question {
    void put(Admin admin) throws ExecutionException, InterruptedException;
  }

  private void asked(KafkaSandbox cluster, Question question) {
    try (Admin admin = Admin.create(cluster.clientProperties())) {
      question.put(admin);
    } catch (ExecutionException | InterruptedException failed) {
      throw new IllegalStateException(name + " on " + cluster.name(), failed);
    }
  }

  /** A runbook that moves it. */
  String runbook() {
    List<String> moved = new ArrayList<>();
    topicNames()
        .forEach(topic -> moved.add("      - {source: %s, target: %s}".formatted(topic, topic)));
    List<String> reading = new ArrayList<>();
    groupNames()
        .forEach(
            group ->
                reading.add(
                    "      - {group: %s, replayWindow: {records: 0, span: PT0S}, lagEnvelope: {records: 10, span: PT30S}}"
                        .formatted(group)));
    return """
        runbook: v1
        name: %s
        source: legacy
        target: cloud
        replication: {tool: other}
        units:
          - unit: %s
            owner: shop-owners
            topics:
        %s
            groups:
        %s
            consumers: {via: webhook, url: "http://127.0.0.1:1/ops", within: PT30S, maxPause: PT2M}
            rollback: {caller: oncall, window: P7D,
                       triggers: [{when: target-lag-above, records: 50000, for: PT5M, then: propose}]}
            rehearsal: {waived: measured alone}
        gates: [{gate: go, before: quiesce, approvals: [{role: unit-owner}], expiresIn: PT4H}]
        observe: {for: PT30M}
        """
        .formatted(name, name, String.join("\n", moved), String.join("\n", reading));
  }
}
