package io.tidegate.activities.score;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import io.tidegate.activities.switches.AllowedUrls;
import io.tidegate.activities.switches.JsonLookup;
import io.tidegate.parity.Light;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Two small registries and a Connect worker, with what they answer and what they should not. */
class RegistryAndConnectTest {
  private static final String AVRO = "{\\\"type\\\":\\\"string\\\"}";

  private final Map<String, String> pages = new ConcurrentHashMap<>();
  private final CountDownLatch ended = new CountDownLatch(1);
  private final ExecutorService threads = Executors.newCachedThreadPool();
  private HttpServer server;
  private SchemaParity schemas;
  private ConnectorStates connectors;

  @BeforeEach
  void serve() throws IOException {
    server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
    server.createContext(
        "/",
        exchange -> {
          try (exchange) {
            String page = pages.get(exchange.getRequestURI().getPath());
            if (page != null && page.startsWith("hang")) {
              hang(exchange, page);
              return;
            }
            byte[] body = (page == null ? "{\"error_code\":404}" : page).getBytes(UTF_8);
            if ("redirect".equals(page)) {
              exchange.getResponseHeaders().set("Location", "http://127.0.0.1:1/");
              exchange.sendResponseHeaders(302, -1);
              return;
            }
            exchange.sendResponseHeaders(page == null ? 404 : 200, body.length);
            exchange.getResponseBody().write(body);
          }
        });
    server.setExecutor(threads);
    server.start();
    JsonLookup lookup = new JsonLookup(new AllowedUrls(List.of(url(""))));
    schemas = new SchemaParity(lookup);
    connectors = new ConnectorStates(lookup);
    subject("/a", 7, AVRO, "BACKWARD");
    subject("/b", 7, AVRO, "BACKWARD");
  }

  @AfterEach
  void stop() {
    ended.countDown();
    server.stop(0);
    threads.shutdownNow();
  }

  /** Says nothing, or begins an answer that never ends. */
  private void hang(HttpExchange exchange, String page) throws IOException {
    if (page.equals("hang in the middle")) {
      exchange.sendResponseHeaders(200, 100);
      exchange.getResponseBody().write('[');
      exchange.getResponseBody().flush();
    }
    try {
      ended.await();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  private String url(String path) {
    return "http://127.0.0.1:" + server.getAddress().getPort() + path;
  }

  private void subject(String registry, int id, String schema, String compatibility) {
    pages.put(registry + "/subjects/orders-value/versions", "[1]");
    pages.put(
        registry + "/subjects/orders-value/versions/1",
        "{\"subject\":\"orders-value\",\"version\":1,\"id\":%d,\"schema\":\"%s\"}"
            .formatted(id, schema));
    pages.put(registry + "/config", "{\"compatibilityLevel\":\"" + compatibility + "\"}");
  }

  private Checked schemas() {
    return schemas.check(
        Requests.of(
            "schemas: {source: \"%s\", target: \"%s\", subjects: [orders-value]}"
                .formatted(url("/a"), url("/b/"))));
  }

  @Test
  void registriesThatSayTheSameAreGreen() {
    assertThat(schemas().light()).as(schemas() + "").isEqualTo(Light.GREEN);
    assertThat(schemas().evidence() + "").contains("idsByVersion={1=7}");
  }

  @Test
  void anIdThatMeansSomethingElseIsRed() {
    subject("/b", 8, AVRO, "BACKWARD");
    assertThat(Requests.lights(schemas())).containsExactly("RED schema-differs/orders-value");
    assertThat(schemas().findings().get(0).reason())
        .contains("version 1 has id 7 on the source and 8 on the target");
    subject("/b", 7, "other", "BACKWARD");
    assertThat(schemas().findings().get(0).reason()).contains("is another schema");
  }

  @Test
  void aSubjectOrAVersionThatIsMissingIsRedAndOneTooManyYellow() {
    pages.put("/a/subjects/orders-value/versions", "[1,2]");
    pages.put("/a/subjects/orders-value/versions/2", "{\"id\":9,\"schema\":\"x\"}");
    assertThat(schemas().findings().get(0).reason()).contains("version 2 is not on the target");
    pages.put("/b/subjects/orders-value/versions", "[1,2,3]");
    pages.put("/b/subjects/orders-value/versions/2", "{\"id\":9,\"schema\":\"x\"}");
    pages.put("/b/subjects/orders-value/versions/3", "{\"id\":10,\"schema\":\"y\"}");
    assertThat(Requests.lights(schemas()))
        .containsExactly("YELLOW schema-only-on-target/orders-value");
    pages.remove("/b/subjects/orders-value/versions");
    assertThat(Requests.lights(schemas()))
        .containsExactly("RED schema-subject-missing/orders-value");
  }

  @Test
  void anotherCompatibilityIsYellow() {
    pages.put("/b/config/orders-value", "{\"compatibilityLevel\":\"NONE\"}");
    assertThat(Requests.lights(schemas()))
        .containsExactly("YELLOW schema-compatibility/orders-value");
  }

  @Test
  void garbageIsRedAndNamed() {
    for (String garbage :
        List.of("<html>", "", "{}", "[]", "[\"one\"]", "[1,", "redirect", "x".repeat(70_000))) {
      pages.put("/b/subjects/orders-value/versions", garbage);
      assertThat(Requests.lights(schemas()))
          .as(garbage)
          .containsExactly("RED schema-registry-unreadable/orders-value");
    }
    subject("/b", 7, AVRO, "BACKWARD");
    pages.put("/b/subjects/orders-value/versions/1", "{\"id\":\"seven\"}");
    assertThat(Requests.lights(schemas()))
        .containsExactly("RED schema-registry-unreadable/orders-value");
    subject("/b", 7, AVRO, "BACKWARD");
    pages.put("/b/config", "{}");
    assertThat(schemas().light()).isEqualTo(Light.RED);
  }

  /** No exception, and no check that timed out: the registry is named. */
  @Test
  void aRegistryThatHangsIsRedAndNamedWithinTheBoundOfTheCheck() {
    ScoreRequest asked =
        Requests.of(
            "schemas: {source: \"%s\", target: \"%s\", subjects: [orders-value]}"
                .formatted(url("/a"), url("/b")));
    SchemaParity hasty =
        new SchemaParity(new JsonLookup(new AllowedUrls(List.of(url(""))), Duration.ofMillis(200)));
    for (String hang : List.of("hang", "hang in the middle")) {
      pages.put("/b/subjects/orders-value/versions", hang);
      Checked checked =
          new Scorer(List.of(hasty), ScorerTest::answers).check(asked, () -> {}).get(0);
      assertThat(Requests.lights(checked))
          .as(hang)
          .containsExactly("RED schema-registry-unreadable/orders-value");
      assertThat(checked.findings().get(0).reason())
          .contains(url("/b/subjects/orders-value/versions"), "gave no answer");
    }
    assertThat(JsonLookup.WITHIN).isLessThan(schemas.within(asked));
  }

  @Test
  void aRegistryThatSendsElsewhereIsNotFollowedAndThePlaceIsNamed() {
    pages.put("/b/subjects/orders-value/versions/1", "redirect");
    assertThat(Requests.lights(schemas()))
        .containsExactly("RED schema-registry-unreadable/orders-value");
    assertThat(schemas().findings().get(0).reason())
        .contains("redirects elsewhere, to \"http://127.0.0.1:1/\", which is not followed");
  }

  @Test
  void aRegistryOutsideTheAllowedUrlsIsNotAsked() {
    Checked checked =
        schemas.check(
            Requests.of(
                "schemas: {source: \"http://elsewhere\", target: \"http://elsewhere\", subjects: [s]}"));
    assertThat(checked.findings().get(0).reason()).contains("lies outside allowedUrls");
  }

  private Checked connectors(String side) {
    return connectors.check(
        Requests.of(
            "connectors: [{cluster: %s, url: \"%s\", name: orders-sink}]"
                .formatted(side, url("/connect"))));
  }

  private void connector(String state, String... tasks) {
    StringBuilder all = new StringBuilder();
    for (String task : tasks) {
      all.append(all.isEmpty() ? "" : ",").append("{\"id\":0,\"state\":\"" + task + "\"}");
    }
    pages.put(
        "/connect/connectors/orders-sink/status",
        "{\"name\":\"orders-sink\",\"connector\":{\"state\":\"%s\"},\"tasks\":[%s]}"
            .formatted(state, all));
  }

  @Test
  void aConnectorWorksOnTheSourceAndIsThereOnTheTarget() {
    connector("RUNNING", "RUNNING", "RUNNING");
    assertThat(connectors("source").light()).isEqualTo(Light.GREEN);
    connector("PAUSED", "PAUSED");
    assertThat(connectors("target").light()).isEqualTo(Light.GREEN);
    assertThat(Requests.lights(connectors("source")))
        .containsExactly("YELLOW connector-state/orders-sink");
  }

  @Test
  void aConnectorThatFailedIsMissingOrSaysNothingIsRed() {
    assertThat(Requests.lights(connectors("source")))
        .containsExactly("RED connector-missing/orders-sink");
    connector("FAILED", "RUNNING");
    assertThat(Requests.lights(connectors("source")))
        .containsExactly("RED connector-state/orders-sink");
    connector("RUNNING", "RUNNING", "FAILED");
    assertThat(Requests.lights(connectors("source")))
        .containsExactly("RED connector-task/orders-sink");
    connector("RUNNING");
    assertThat(Requests.lights(connectors("source")))
        .containsExactly("RED sampled-empty/connector/orders-sink");
    pages.put("/connect/connectors/orders-sink/status", "[]");
    assertThat(Requests.lights(connectors("source")))
        .containsExactly("RED connector-unreadable/orders-sink");
  }
}
