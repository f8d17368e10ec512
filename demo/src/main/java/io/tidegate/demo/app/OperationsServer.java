package io.tidegate.demo.app;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import io.tidegate.activities.switches.WebhookSignature;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.time.Instant;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import org.jspecify.annotations.Nullable;

/**
 * The operations endpoints that the owners of the sample applications run: {@code POST
 * /<application>/consumers} and {@code POST /<application>/producers} (the switches), {@code GET
 * /<application>/actions/<key>} (what became of it), {@code POST /<application>/reconcile} and
 * {@code POST /<application>/replication}, whose operators only take note: their pipe needs
 * nobody's help.
 *
 * <p>And {@code GET /<application>/signals/<area>}, what they watch, as Prometheus answers an
 * instant query; whoever looks signs nothing. Else it believes nobody: a request without a valid
 * signature is 401, a fence below the highest one seen is 409, and the same idempotency key is
 * answered without a second action.
 */
public final class OperationsServer implements AutoCloseable {
  private static final int BODY_BYTES_MAX = 1 << 20;
  private static final Duration SIGNATURE_AGE_MAX = Duration.ofMinutes(5);

  private final Map<String, Operated> applications = new ConcurrentHashMap<>();
  private final Map<String, CompletableFuture<Void>> actions = new ConcurrentHashMap<>();
  private final List<Order> orders = new CopyOnWriteArrayList<>();
  private final List<Order> producerOrders = new CopyOnWriteArrayList<>();
  private final Map<String, Request> requests = Collections.synchronizedMap(new LinkedHashMap<>());
  private final Map<String, Long> fences = new ConcurrentHashMap<>();
  private final ExecutorService threads =
      Executors.newCachedThreadPool(task -> Traffic.daemon(task, "operations"));
  private final ObjectMapper json = new ObjectMapper();
  private final WebhookSignature signature;
  private final Monitoring monitoring;
  private final HttpServer server;
  private volatile @Nullable Refusal refusal;

  /**
   * @param monitoring stays its owner's to close
   */
  public OperationsServer(String webhookKey, List<? extends Operated> served, Monitoring monitoring)
      throws IOException {
    signature = new WebhookSignature(webhookKey);
    this.monitoring = monitoring;
    for (Operated application : served) {
      applications.put(application.name(), application);
    }
    server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
    server.setExecutor(threads);
    server.createContext("/", this::handle);
    server.start();
  }

  /**
   * One action that was begun, however often it was asked for.
   *
   * @param action STOP or START
   * @param cluster source or target
   * @param atNanos when it began, on this JVM's clock {@link System#nanoTime}
   */
  public record Order(String application, String action, String cluster, long atNanos) {
    boolean isStart() {
      return action.equals("START");
    }
  }

  /**
   * What was asked for under one idempotency key.
   *
   * @param path such as {@code /payments/consumers}
   */
  public record Request(String path, JsonNode body) {}

  private record Refusal(String application, String action, String cluster) {
    boolean isOf(Operated asked, JsonNode request) {
      return application.equals(asked.name())
          && action.equals(request.path("action").asText())
          && cluster.equals(request.path("cluster").asText());
    }
  }

  /** From here on an owner says no (409) to one action, until {@link #refuseNothing}. */
  public void refuse(String application, String action, String cluster) {
    refusal = new Refusal(application, action, cluster);
  }

  /** Takes {@link #refuse} back. */
  public void refuseNothing() {
    refusal = null;
  }

  /** The actions on consumers begun so far, in their order. */
  public List<Order> orders() {
    return List.copyOf(orders);
  }

  /** The same, on producers. */
  public List<Order> producerOrders() {
    return List.copyOf(producerOrders);
  }

  /** Every request that was signed, in the order in which its key came first. */
  public List<Request> requests() {
    synchronized (requests) {
      return List.copyOf(requests.values());
    }
  }

  /** Host and port, as a URL without a slash at its end. */
  public String url() {
    return "http://127.0.0.1:" + server.getAddress().getPort();
  }

  private void handle(HttpExchange exchange) throws IOException {
    try (exchange) {
      Answer answer = answer(exchange);
      if (answer.location != null) {
        exchange.getResponseHeaders().set("Location", answer.location);
      }
      byte[] body = json.writeValueAsBytes(answer.body);
      exchange.getResponseHeaders().set("Content-Type", "application/json");
      exchange.sendResponseHeaders(answer.status, body.length);
      exchange.getResponseBody().write(body);
    }
  }

  private Answer answer(HttpExchange exchange) throws IOException {
    byte[] body = exchange.getRequestBody().readNBytes(BODY_BYTES_MAX);
    String[] path = exchange.getRequestURI().getPath().split("/", 4);
    Operated application = path.length < 3 ? null : applications.get(path[1]);
    if (application != null && path.length == 4 && path[2].equals("signals")) {
      return signal(application, path[3]);
    }
    if (!signature.verifies(
        exchange.getRequestHeaders().getFirst("X-Tidegate-Timestamp"),
        exchange.getRequestHeaders().getFirst("X-Tidegate-Signature"),
        body,
        Instant.now(),
        SIGNATURE_AGE_MAX)) {
      return Answer.of(401, "the signature does not verify");
    }
    if (application == null) {
      return Answer.of(404, "no such application; there are: " + applications.keySet());
    }
    JsonNode request = json.readTree(body);
    if (request.has("idempotencyKey")) {
      requests.putIfAbsent(
          request.path("idempotencyKey").asText(),
          new Request(exchange.getRequestURI().getPath(), request));
    }
    return switch (exchange.getRequestMethod() + " " + path[2]) {
      case "POST consumers" -> turn(application, request, this::turnConsumers);
      case "POST producers" -> turn(application, request, this::turnProducers);
      case "POST reconcile" -> reconcile(application);
      case "POST replication" -> Answer.of(200, "taken note of");
      case "GET actions" -> progress(path.length < 4 ? "" : path[3]);
      default -> Answer.of(404, "no such operation: " + path[2]);
    };
  }

  private Answer signal(Operated application, String area) {
    try {
      String value = Long.toString(monitoring.value(application, area));
      double now = System.currentTimeMillis() / 1e3;
      return new Answer(
          200,
          Map.of(
              "status",
              "success",
              "data",
              Map.of("resultType", "scalar", "result", List.of(now, value))),
          null);
    } catch (IllegalArgumentException unknown) {
      return Answer.of(404, String.valueOf(unknown.getMessage()));
    } catch (RuntimeException e) {
      return Answer.of(503, String.valueOf(e.getMessage()));
    }
  }

  /** What a switch does to an application. */
  private interface Deed {
    void on(Operated application, Order order);
  }

  private Answer turn(Operated application, JsonNode request, Deed deed) {
    String name = application.name();
    if (!request.path("mode").asText().equals("LIVE")) {
      return Answer.of(501, name + " takes no " + request.path("mode").asText());
    }
    long fence = request.path("fence").asLong();
    if (fence < fences.merge(name, fence, Math::max)) {
      return Answer.of(409, "fence " + fence + " is stale; seen: " + fences.get(name));
    }
    Refusal refused = refusal;
    if (refused != null && refused.isOf(application, request)) {
      return Answer.of(409, "the owner of " + name + " says no for now");
    }
    String key = request.path("idempotencyKey").asText();
    CompletableFuture<Void> action =
        actions.computeIfAbsent(key, first -> begin(application, request, deed));
    if (application.asynchronous() && !action.isDone()) {
      return new Answer(202, Map.of("note", "working on it"), "/" + name + "/actions/" + key);
    }
    return outcome(key, action);
  }

  private CompletableFuture<Void> begin(Operated application, JsonNode request, Deed deed) {
    Order order =
        new Order(
            application.name(),
            request.path("action").asText(),
            request.path("cluster").asText(),
            System.nanoTime());
    return CompletableFuture.runAsync(() -> deed.on(application, order), threads);
  }

  private void turnConsumers(Operated application, Order order) {
    orders.add(order);
    if (order.isStart()) {
      application.startConsumers(order.cluster());
    } else {
      application.stopConsumers(order.cluster());
    }
  }

  private void turnProducers(Operated application, Order order) {
    producerOrders.add(order);
    if (order.isStart()) {
      application.startProducers(order.cluster());
    } else {
      application.stopProducers(order.cluster());
    }
  }

  private Answer progress(String key) {
    CompletableFuture<Void> action = actions.get(key);
    if (action == null) {
      return Answer.of(404, "no such action: " + key);
    }
    return action.isDone()
        ? outcome(key, action)
        : new Answer(202, Map.of("note", "working on it"), null);
  }

  /** A failed action is forgotten, so that the next delivery of its key tries again. */
  private Answer outcome(String key, CompletableFuture<Void> action) {
    try {
      action.join();
      return Answer.of(200, "done");
    } catch (RuntimeException e) {
      actions.remove(key);
      return Answer.of(503, String.valueOf(e.getMessage()));
    }
  }

  private Answer reconcile(Operated application) {
    Account.Stand stand = application.stand();
    String failure = application.failure();
    boolean ok = stand.skipped() == 0 && stand.strangers() == 0 && failure.isEmpty();
    return new Answer(
        200,
        Map.of(
            "ok", ok,
            "processed", Long.toString(stand.processed()),
            "replayed", Long.toString(stand.replayed()),
            "skipped", Long.toString(stand.skipped()),
            "note", failure.isEmpty() ? stand.behind() + " still to come" : failure),
        null);
  }

  @Override
  public void close() {
    server.stop(0);
    threads.shutdownNow();
  }

  private record Answer(int status, Object body, @Nullable String location) {
    static Answer of(int status, String note) {
      return new Answer(status, Map.of("note", note), null);
    }
  }
}
