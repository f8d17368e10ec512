package io.tidegate.activities;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import io.tidegate.activities.switches.WebhookSignature;
import io.tidegate.activities.traffic.App;
import io.tidegate.sandbox.KafkaSandbox;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.common.IsolationLevel;
import org.apache.kafka.common.TopicPartition;
import org.jspecify.annotations.Nullable;

/**
 * A real consumer that is stopped and started by webhook, and keeps its own account of what it
 * processed.
 */
final class LittleApplication implements AutoCloseable {
  private static final Duration STOP_MAX = Duration.ofSeconds(60);

  private final WebhookSignature signature;
  private final String topic;
  private final String group;
  private final Map<String, KafkaSandbox> clusters;
  private final Map<String, Integer> processed = new ConcurrentHashMap<>();
  private final List<String> keys = new CopyOnWriteArrayList<>();
  private final List<JsonNode> bodies = new CopyOnWriteArrayList<>();
  private final List<String> turns = new CopyOnWriteArrayList<>();
  private final List<JsonNode> controls = new CopyOnWriteArrayList<>();
  private final ExecutorService threads = Executors.newCachedThreadPool();
  private final HttpServer server;
  private volatile boolean running;
  private volatile @Nullable Lie lie;
  private final Map<String, String> shown = new ConcurrentHashMap<>();
  private volatile @Nullable LittleProducer producer;
  private volatile @Nullable LittleStreams streams;
  private volatile @Nullable Map<TopicPartition, Long> own;
  private volatile List<JsonNode> told = List.of();
  private volatile List<String> alsoOnTarget = List.of();
  private @Nullable Future<?> consuming;
  private volatile boolean rehearsing;
  private @Nullable Future<?> rehearsal;

  LittleApplication(String key, String topic, String group, Map<String, KafkaSandbox> clusters) {
    this.signature = new WebhookSignature(key);
    this.topic = topic;
    this.group = group;
    this.clusters = clusters;
    try {
      server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    server.setExecutor(threads);
    server.createContext("/", this::handle);
    server.start();
  }

  String url() {
    return "http://127.0.0.1:" + server.getAddress().getPort() + "/shop";
  }

  /** How its webhook answers while it does nothing of what it is asked. */
  interface Lie {
    void answer(HttpExchange exchange) throws IOException;
  }

  /** Whom {@code /producers} reaches. */
  void writesWith(LittleProducer part) {
    producer = part;
  }

  /** What reads in the place of a plain consumer. */
  void readsWith(LittleStreams part) {
    streams = part;
  }

  /** It assigns itself what it reads, joins no group, and commits nothing to Kafka. */
  void keepsItsOwnPositions(int partitions) {
    Map<TopicPartition, Long> begin = new ConcurrentHashMap<>();
    for (int partition = 0; partition < partitions; partition++) {
      begin.put(new TopicPartition(topic, partition), 0L);
    }
    own = begin;
  }

  /** Where it was told to go on by the last START. */
  List<JsonNode> told() {
    return told;
  }

  /** From now on. */
  void lies(Lie how) {
    lie = how;
  }

  void tellsTheTruth() {
    lie = null;
  }

  /** From now on, where it is watched: {@code /signals/<area>}, 0 until then. */
  void shows(String area, String value) {
    shown.put(area, value);
  }

  /** As Prometheus answers an instant query; whoever watches signs nothing. */
  private byte[] signal(String path) {
    String value = shown.getOrDefault(path.substring(path.lastIndexOf('/') + 1), "0");
    return """
    {"status": "success", "data": {"resultType": "scalar", "result": [%d, "%s"]}}
    """
        .formatted(Instant.now().getEpochSecond(), value)
        .getBytes(UTF_8);
  }

  /** Of every request, lies too. */
  List<String> keys() {
    return List.copyOf(keys);
  }

  /** The same, whole. */
  List<JsonNode> bodies() {
    return List.copyOf(bodies);
  }

  /** What it was asked to do, such as {@code STOP source}. */
  List<String> turns() {
    return List.copyOf(turns);
  }

  /** What the replicator was asked for at {@code /replicator}, which does nothing of it. */
  List<JsonNode> controls() {
    return List.copyOf(controls);
  }

  int distinct() {
    return processed.size();
  }

  int replayed() {
    return processed.values().stream().mapToInt(times -> times - 1).sum();
  }

  synchronized void start(String cluster) {
    stop();
    KafkaSandbox at = Objects.requireNonNull(clusters.get(cluster), cluster);
    LittleStreams reading = streams;
    if (reading != null) {
      reading.start(at, this::count);
      return;
    }
    running = true;
    List<String> topics = new ArrayList<>(List.of(topic));
    topics.addAll(cluster.equals("target") ? alsoOnTarget : List.of());
    consuming = threads.submit(() -> consume(at, topics));
  }

  synchronized void stop() {
    running = false;
    LittleStreams reading = streams;
    if (reading != null) {
      reading.stop();
    }
    Future<?> last = consuming;
    if (last != null) {
      try {
        last.get(STOP_MAX.toMillis(), TimeUnit.MILLISECONDS);
      } catch (Exception e) {
        throw new IllegalStateException("the consumer of " + group + " failed", e);
      }
      consuming = null;
    }
  }

  /** Subscribes to it too, where it is started on the target. */
  void readsThereToo(String other) {
    alsoOnTarget = List.of(other);
  }

  private void consume(KafkaSandbox cluster, List<String> topics) {
    try (KafkaConsumer<String, String> consumer =
        new App(cluster).consumer(group, IsolationLevel.READ_UNCOMMITTED)) {
      Map<TopicPartition, Long> kept = own;
      if (kept != null) {
        consumer.assign(kept.keySet());
        kept.forEach(consumer::seek);
      } else {
        consumer.subscribe(topics);
      }
      while (running) {
        var records = consumer.poll(Duration.ofMillis(100));
        if (kept != null) {
          consumer.assignment().forEach(at -> kept.put(at, consumer.position(at)));
        } else if (!records.isEmpty()) {
          consumer.commitSync();
        }
        records.forEach(record -> count(record.value())); // whoever waits for it finds it committed
      }
    }
  }

  /** Beside what it does for real, under the group that it is told. */
  private synchronized String rehearse(JsonNode request) {
    if (request.path("action").asText().equals("START")) {
      rehearsing = true;
      KafkaSandbox at =
          Objects.requireNonNull(clusters.get(request.path("cluster").asText()), "cluster");
      String shadow = request.path("group").asText();
      JsonNode positions = request.path("positions");
      rehearsal = threads.submit(() -> rehearse(at, shadow, positions));
    } else {
      rehearsing = false;
      Future<?> last = rehearsal;
      if (last != null) {
        try {
          last.get(STOP_MAX.toMillis(), TimeUnit.MILLISECONDS);
        } catch (Exception e) {
          throw new IllegalStateException("the rehearsal of " + group + " failed", e);
        }
      }
    }
    return "done";
  }

  private void rehearse(KafkaSandbox cluster, String shadow, JsonNode positions) {
    try (KafkaConsumer<String, String> consumer =
        new App(cluster).consumer(shadow, IsolationLevel.READ_UNCOMMITTED)) {
      if (own == null) {
        consumer.subscribe(List.of(topic));
      } else {
        List<TopicPartition> told = new ArrayList<>();
        positions.forEach(at -> told.add(partition(at)));
        consumer.assign(told);
        positions.forEach(at -> consumer.seek(partition(at), at.path("offset").asLong()));
      }
      while (rehearsing) {
        if (!consumer.poll(Duration.ofMillis(100)).isEmpty() && own == null) {
          consumer.commitSync();
        }
      }
    }
  }

  private void count(String record) {
    processed.merge(record, 1, Integer::sum);
  }

  private void handle(HttpExchange exchange) throws IOException {
    try (exchange) {
      String path = exchange.getRequestURI().getPath();
      if (path.contains("/signals/")) {
        byte[] sample = signal(path);
        exchange.sendResponseHeaders(200, sample.length);
        exchange.getResponseBody().write(sample);
        return;
      }
      byte[] body = exchange.getRequestBody().readAllBytes();
      JsonNode asked = new ObjectMapper().readTree(body);
      keys.add(asked.path("idempotencyKey").asText());
      bodies.add(asked);
      Lie how = lie;
      if (how != null) {
        how.answer(exchange);
        return;
      }
      var headers = exchange.getRequestHeaders();
      boolean genuine =
          signature.verifies(
              headers.getFirst(WebhookSignature.TIMESTAMP_HEADER),
              headers.getFirst(WebhookSignature.SIGNATURE_HEADER),
              body,
              Instant.now(),
              Duration.ofMinutes(1));
      String answer = genuine ? answer(path, new ObjectMapper().readTree(body)) : "signature";
      byte[] bytes = answer.getBytes(UTF_8);
      exchange.sendResponseHeaders(genuine ? 200 : 401, bytes.length);
      exchange.getResponseBody().write(bytes);
    }
  }

  private String answer(String path, JsonNode request) {
    if (path.endsWith("/reconcile")) {
      return "{\"ok\":true,\"processed\":\"%d\",\"replayed\":\"%d\",\"skipped\":\"0\"}"
          .formatted(distinct(), replayed());
    }
    Map<TopicPartition, Long> kept = own;
    if (path.endsWith("/positions") && kept != null) {
      return kept.entrySet().stream()
          .map(
              at ->
                  "{\"topic\":\"%s\",\"partition\":%d,\"offset\":\"%d\"}"
                      .formatted(at.getKey().topic(), at.getKey().partition(), at.getValue()))
          .collect(Collectors.joining(",", "{\"positions\":[", "]}"));
    }
    if (path.endsWith("/replicator")) {
      controls.add(request);
      return "done";
    }
    LittleProducer writing = producer;
    if (path.endsWith("/producers") && writing != null) {
      writing.turn(request);
      return "done";
    }
    String cluster = request.path("cluster").asText();
    if (request.path("mode").asText().equals("REHEARSAL")) {
      return rehearse(request);
    }
    turns.add(request.path("action").asText() + " " + cluster);
    if (request.path("action").asText().equals("STOP")) {
      stop();
    } else {
      goOnFrom(request.path("positions"));
      start(cluster);
    }
    return "done";
  }

  private void goOnFrom(JsonNode positions) {
    List<JsonNode> all = new ArrayList<>();
    positions.forEach(all::add);
    told = List.copyOf(all);
    Map<TopicPartition, Long> kept = own;
    if (kept != null && !all.isEmpty()) {
      stop();
      kept.clear();
      all.forEach(at -> kept.put(partition(at), at.path("offset").asLong()));
    }
  }

  private static TopicPartition partition(JsonNode at) {
    return new TopicPartition(at.path("topic").asText(), at.path("partition").asInt());
  }

  @Override
  public void close() {
    rehearsing = false;
    stop();
    server.stop(0);
    threads.shutdownNow();
  }
}
