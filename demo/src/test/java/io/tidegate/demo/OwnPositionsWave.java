package io.tidegate.demo;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import io.tidegate.sandbox.Await;
import io.tidegate.sandbox.KafkaCluster;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.NewTopic;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.serialization.StringDeserializer;
import org.apache.kafka.common.serialization.StringSerializer;
import org.jspecify.annotations.Nullable;

/**
 * A wave of an application that keeps its positions outside Kafka, with that application behind its
 * own address. The target's topic begins with records of somebody else, so that a position there is
 * another number.
 */
final class OwnPositionsWave implements AutoCloseable {
  private static final Duration WITHIN = Duration.ofMinutes(3);
  private static final String WAVE = "parcels";
  private static final int PARTITIONS = 2;
  private static final int OLDER = 7;
  private static final int BEFORE = 50;
  private static final int AFTER = 20;

  private static final String RUNBOOK =
      """
      runbook: v1
      name: parcels
      source: legacy
      target: cloud
      replication:
        tool: mirrormaker2
        topicNames: identity
        offsetSyncs: {topic: mm2-offset-syncs.cloud.internal, on: source}
      units:
        - unit: parcels
          owner: shipments-owners
          topics: [{source: parcels, role: main}]
          groups:
            - group: parcels-sorter
              topics: [parcels]
              position: {external: {url: "%1$s/positions"}}
              isolation: read_uncommitted
              replayWindow: {records: 0, span: PT0S}
              lagEnvelope: {records: 20000, span: PT60S}
          consumers: {via: webhook, url: "%1$s/consumers", within: PT60S, maxPause: PT5M}
          signals: %2$s
          attestations:
            - {id: own-positions, dimension: offset-parity, claim: they are true, by: shipments-owners, validFor: P1D}
          rehearsal: {waived: a test}
          rollback: {caller: shipments-oncall, authoritative: source, window: PT1H,
                     triggers: [{when: target-lag-above, records: 50000, for: PT5M, then: propose}]}
      gates: [{gate: go, before: quiesce, approvals: [{role: auditor}], expiresIn: PT1H}]
      observe: {for: PT1S}
      """;

  private final ObjectMapper json = new ObjectMapper();
  private final ExecutorService threads = Executors.newCachedThreadPool();
  private final Map<TopicPartition, Long> positions = new ConcurrentHashMap<>();
  private final Map<String, Integer> processed = new ConcurrentHashMap<>();
  private final List<JsonNode> asked = new CopyOnWriteArrayList<>();
  private final HttpServer server;
  private @Nullable Stage stage;
  private @Nullable Future<?> reading;
  private volatile boolean running;

  OwnPositionsWave() throws IOException {
    server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
    server.setExecutor(threads);
    server.createContext("/", this::handle);
    server.start();
  }

  String url() {
    return "http://127.0.0.1:" + server.getAddress().getPort();
  }

  /** It goes on where it stood, on the target; nothing is skipped and nothing is done twice. */
  void goesOnWhereItStood(Stage where, Narrator narrator) throws Exception {
    stage = where;
    try (Admin admin = Admin.create(cluster("source").clientProperties())) {
      admin.createTopics(List.of(new NewTopic(WAVE, PARTITIONS, (short) 1))).all().get();
    }
    try (Admin admin = Admin.create(cluster("target").clientProperties())) {
      Await.until(
          WITHIN, "the topic on the target", () -> admin.listTopics().names().get().contains(WAVE));
    }
    produce("target", "older", OLDER);
    produce("source", "parcel", BEFORE);
    partitions().forEach(at -> positions.put(at, 0L));
    start("source");
    awaitProcessed(BEFORE);

    TidegateClient releaseManager = client(Cast.RELEASE_MANAGER);
    TidegateClient owner = client(Cast.SHIPMENTS_OWNER);
    String watched = Watched.signals(where.operationsUrl(), "shipments");
    WaveRun run =
        WaveRun.start(WAVE, WAVE, RUNBOOK.formatted(url(), watched), releaseManager, narrator);
    JsonNode held = run.follow(WITHIN, view -> view.path("state").asText().equals("HELD"));
    assertThat(held.at("/units/0/scorecard").toString()).contains("unsigned/own-positions");
    owner
        .put("/waves/parcels/attestations/own-positions", Map.of("unit", WAVE))
        .orFail("the attestation");
    releaseManager.delete("/waves/parcels/hold?reason=it+was+signed").orFail("resuming");
    JsonNode open = run.follow(WITHIN, view -> view.at("/gates/0/state").asText().equals("OPEN"));
    assertThat(open.at("/units/0/scorecard").toString())
        .contains("own-positions/parcels-sorter")
        .doesNotContain("unsigned/");
    approve(owner, open, "");
    approve(client(Cast.PAYMENTS_OWNER), open, "what this test leaves out is known");
    JsonNode end = run.follow(WITHIN, WaveRun::isClosed);

    assertThat(end.path("state").asText()).as(end.path("reason").asText()).isEqualTo("COMPLETED");
    assertThat(asked)
        .extracting(body -> body.path("action").asText() + " " + body.path("cluster").asText())
        .containsExactly("STOP source", "START target");
    String there = String.valueOf(OLDER + BEFORE);
    assertThat(asked.get(1).path("positions").findValuesAsText("offset"))
        .containsExactly(there, there);
    produce("source", "later", AFTER);
    awaitProcessed(BEFORE + AFTER);
    assertThat(processed.values()).as("each once").containsOnly(1);
    try (Admin admin = Admin.create(cluster("target").clientProperties())) {
      assertThat(admin.listGroups().all().get())
          .as("no offset of it is written")
          .noneMatch(group -> group.groupId().startsWith("parcels"));
    }
  }

  private static void approve(TidegateClient who, JsonNode view, String exception) {
    who.approve(WAVE, view.at("/gates/0"), "it is known", exception).orFail("an approval");
  }

  private void handle(HttpExchange exchange) throws IOException {
    try (exchange) {
      byte[] body = exchange.getRequestBody().readAllBytes();
      byte[] answer =
          json.writeValueAsBytes(
              exchange.getRequestURI().getPath().equals("/positions")
                  ? Map.of("positions", told())
                  : turned(json.readTree(body)));
      exchange.sendResponseHeaders(200, answer.length);
      exchange.getResponseBody().write(answer);
    }
  }

  private List<Map<String, Object>> told() {
    return positions.entrySet().stream()
        .map(
            at ->
                Map.<String, Object>of(
                    "topic", at.getKey().topic(),
                    "partition", at.getKey().partition(),
                    "offset", String.valueOf(at.getValue())))
        .toList();
  }

  private synchronized Map<String, String> turned(JsonNode request) {
    String key = request.path("idempotencyKey").asText();
    if (asked.stream().anyMatch(known -> known.path("idempotencyKey").asText().equals(key))) {
      return Map.of("note", "done before");
    }
    asked.add(request);
    stop();
    if (request.path("action").asText().equals("START")) {
      request
          .path("positions")
          .forEach(
              at ->
                  positions.put(
                      new TopicPartition(at.path("topic").asText(), at.path("partition").asInt()),
                      at.path("offset").asLong()));
      start(request.path("cluster").asText());
    }
    return Map.of("note", "done");
  }

  private synchronized void start(String cluster) {
    running = true;
    KafkaCluster at = cluster(cluster);
    reading = threads.submit(() -> read(at));
  }

  private synchronized void stop() {
    running = false;
    Future<?> last = reading;
    if (last != null) {
      try {
        last.get();
      } catch (Exception e) {
        throw new IllegalStateException("its consumer failed", e);
      }
      reading = null;
    }
  }

  private void read(KafkaCluster cluster) {
    try (KafkaConsumer<String, String> consumer =
        new KafkaConsumer<>(
            cluster.clientProperties(), new StringDeserializer(), new StringDeserializer())) {
      consumer.assign(positions.keySet());
      positions.forEach(consumer::seek);
      while (running) {
        consumer
            .poll(Duration.ofMillis(100))
            .forEach(record -> processed.merge(record.value(), 1, Integer::sum));
        consumer.assignment().forEach(at -> positions.put(at, consumer.position(at)));
      }
    }
  }

  private void produce(String cluster, String what, int perPartition) throws Exception {
    try (KafkaProducer<String, String> producer =
        new KafkaProducer<>(
            cluster(cluster).clientProperties(), new StringSerializer(), new StringSerializer())) {
      List<Future<?>> sent = new ArrayList<>();
      for (int number = 0; number < perPartition; number++) {
        for (TopicPartition at : partitions()) {
          String value = what + " " + at.partition() + " " + number;
          sent.add(producer.send(new ProducerRecord<>(WAVE, at.partition(), null, value)));
        }
      }
      for (Future<?> each : sent) {
        each.get();
      }
    }
  }

  private void awaitProcessed(int perPartition) {
    Await.until(
        WITHIN,
        perPartition + " of each partition processed",
        () -> processed.size() >= PARTITIONS * perPartition);
  }

  private static List<TopicPartition> partitions() {
    return List.of(new TopicPartition(WAVE, 0), new TopicPartition(WAVE, 1));
  }

  private KafkaCluster cluster(String side) {
    return at().clusters().get(side.equals("source") ? 0 : 1);
  }

  private TidegateClient client(Cast who) {
    return new TidegateClient(at().apiUrl(), who.token());
  }

  private Stage at() {
    if (stage == null) {
      throw new IllegalStateException("it has no stage yet");
    }
    return stage;
  }

  @Override
  public void close() {
    stop();
    server.stop(0);
    threads.shutdownNow();
  }
}
