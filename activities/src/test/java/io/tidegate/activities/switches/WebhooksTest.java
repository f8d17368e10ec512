package io.tidegate.activities.switches;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import io.tidegate.runbooks.Side;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class WebhooksTest {
  private static final WebhookSignature SIGNATURE = new WebhookSignature("key");
  private static final Duration WITHIN = Duration.ofSeconds(30);

  private final ExecutorService threads = Executors.newCachedThreadPool();
  private final CountDownLatch end = new CountDownLatch(1);
  private final List<String> received = new CopyOnWriteArrayList<>();
  private HttpServer server;
  private String base;
  private Webhooks webhooks;

  @BeforeEach
  void listen() throws IOException {
    server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
    server.setExecutor(threads);
    server.start();
    base = "http://127.0.0.1:" + server.getAddress().getPort() + "/ops";
    webhooks = new Webhooks(SIGNATURE, new AllowedUrls(List.of(base)), InstantSource.system());
  }

  @AfterEach
  void close() {
    end.countDown();
    server.stop(0);
    threads.shutdownNow();
  }

  @Test
  void postsTheBodyOfTheContractSigned() {
    on("/ops/consumers", exchange -> answer(exchange, 200, "ok"));
    assertThat(turn("/consumers", WITHIN)).isEqualTo(new Answer.Done("ok"));
    assertThat(received)
        .containsExactly(
            "POST /ops/consumers {\"wave\":\"w\",\"unit\":\"payments\",\"mode\":\"LIVE\",\"action\":\"STOP\","
                + "\"cluster\":\"source\",\"fence\":\"7\",\"idempotencyKey\":\"k\"}");
  }

  @Test
  void pollsTheLocationOf202WithASignedGetOverAnEmptyBody() {
    AtomicInteger polls = new AtomicInteger();
    on("/ops/consumers", exchange -> accepted(exchange, "jobs/1"));
    on(
        "/ops/jobs/1",
        exchange -> answer(exchange, polls.incrementAndGet() < 3 ? 202 : 200, "done"));
    AtomicInteger pulses = new AtomicInteger();
    Answer answer = webhooks.ask(base + "/consumers", STOP, WITHIN, pulses::incrementAndGet);
    assertThat(answer).isEqualTo(new Answer.Done("done"));
    assertThat(received).filteredOn(line -> line.equals("GET /ops/jobs/1 ")).hasSize(3);
    assertThat(pulses).hasValueGreaterThanOrEqualTo(4);
  }

  @Test
  void says409AsRefusedAnd501AsNotTaken() {
    on("/ops/stale", exchange -> answer(exchange, 409, "stale fence"));
    on("/ops/live-only", exchange -> answer(exchange, 501, ""));
    assertThat(turn("/stale", WITHIN))
        .isEqualTo(new Answer.Refused("POST " + base + "/stale answered 409: \"stale fence\""));
    assertThat(turn("/live-only", WITHIN)).isInstanceOf(Answer.NotTaken.class);
  }

  @Test
  void anythingElseMayBeRetriedAndNamesUrlAndStatus() {
    on("/ops/down", exchange -> answer(exchange, 503, "no"));
    assertThat(turn("/down", WITHIN))
        .isEqualTo(new Answer.Failed("POST " + base + "/down answered 503: \"no\""));
  }

  @Test
  void aRedirectIsNotFollowed() {
    on(
        "/ops/moved",
        exchange -> {
          exchange.getResponseHeaders().add("Location", base + "/elsewhere");
          answer(exchange, 307, "");
        });
    on("/ops/elsewhere", exchange -> answer(exchange, 200, "fooled"));
    assertThat(turn("/moved", WITHIN))
        .asString()
        .contains("answered 307", "redirects are never followed");
    assertThat(received).hasSize(1);
  }

  @Test
  void aNoticeIsHeardWhateverTheHookSaysOfItsSuccess() {
    on("/ops/chat", exchange -> answer(exchange, 204, ""));
    assertThat(webhooks.announce(base + "/chat", STOP, WITHIN, () -> {}))
        .isInstanceOf(Answer.Done.class);
    on("/ops/queued", exchange -> answer(exchange, 202, "queued"));
    assertThat(webhooks.announce(base + "/queued", STOP, WITHIN, () -> {}))
        .isEqualTo(new Answer.Done("queued"));
    assertThat(received).hasSize(2);
    assertThat(webhooks.announce("http://127.0.0.1:1/chat", STOP, WITHIN, () -> {}))
        .isInstanceOf(Answer.Refused.class);
  }

  @Test
  void a202ThatPointsOutsideAllowedUrlsIsRefused() {
    on("/ops/consumers", exchange -> accepted(exchange, "http://evil.invalid/jobs/1"));
    assertThat(turn("/consumers", WITHIN))
        .isInstanceOf(Answer.Refused.class)
        .asString()
        .contains("evil.invalid");
  }

  @Test
  void a202WithoutALocationIsAFailure() {
    on("/ops/consumers", exchange -> answer(exchange, 202, ""));
    assertThat(turn("/consumers", WITHIN)).asString().contains("202 without a Location");
  }

  @Test
  void aServerThatNeverAnswersEndsAtTheBound() {
    on("/ops/hangs", exchange -> hang());
    assertThat(turn("/hangs", Duration.ofMillis(300)))
        .asString()
        .contains("no answer within its bound");
  }

  @Test
  void aBodyThatNeverEndsIsCutByTheBoundToo() {
    on(
        "/ops/drips",
        exchange -> {
          exchange.sendResponseHeaders(200, 0);
          exchange.getResponseBody().write('x');
          exchange.getResponseBody().flush();
          hang();
        });
    assertThat(turn("/drips", Duration.ofMillis(300)))
        .asString()
        .contains("no answer within its bound");
  }

  @Test
  void aJobThatIsNeverDoneEndsAtTheBound() {
    on("/ops/consumers", exchange -> accepted(exchange, "jobs/1"));
    on("/ops/jobs/1", exchange -> answer(exchange, 202, ""));
    assertThat(turn("/consumers", Duration.ofSeconds(3))).asString().contains("still answered 202");
  }

  @Test
  void anAnswerLargerThanTheBoundIsAFailure() {
    on("/ops/large", exchange -> answer(exchange, 200, "x".repeat(Http.MAX_BODY_BYTES + 1)));
    assertThat(turn("/large", WITHIN)).asString().contains("larger than 65536 bytes");
  }

  @Test
  void nothingIsSentToAUrlOutsideAllowedUrls() {
    Answer answer = webhooks.ask(base + "/../admin", STOP, WITHIN, () -> {});
    assertThat(answer).isInstanceOf(Answer.Refused.class);
    assertThat(received).isEmpty();
  }

  @Test
  void aClosedPortIsAFailureThatNamesTheUrl() {
    server.stop(0);
    assertThat(turn("/consumers", WITHIN))
        .isInstanceOf(Answer.Failed.class)
        .asString()
        .contains(base + "/consumers");
  }

  @Test
  void reconcileReadsCountsFromStrings() {
    on(
        "/ops/reconcile",
        exchange ->
            answer(
                exchange,
                200,
                "{\"ok\":true,\"processed\":\"12\",\"replayed\":\"1\",\"skipped\":\"0\",\"note\":\"n\"}"));
    Answer answer =
        webhooks.reconcile(base + "/reconcile", new Probe("w", "payments", "LIVE", "k"), () -> {});
    assertThat(answer)
        .isInstanceOfSatisfying(
            Answer.Done.class,
            done ->
                assertThat(Webhooks.reconciled(done.body()))
                    .isEqualTo(new Reconciled(true, 12, 1, 0, "n")));
    assertThat(received)
        .containsExactly(
            "POST /ops/reconcile {\"wave\":\"w\",\"unit\":\"payments\",\"mode\":\"LIVE\",\"idempotencyKey\":\"k\"}");
  }

  @Test
  void aReconcileAnswerWithoutACountIsRefusedByItsField() {
    assertThatThrownBy(
            () -> Webhooks.reconciled("{\"ok\":true,\"processed\":\"12\",\"replayed\":\"-1\"}"))
        .hasMessageContaining("\"replayed\"");
    assertThatThrownBy(() -> Webhooks.reconciled("fine")).hasMessageContaining("not JSON");
  }

  private static final Turn STOP =
      new Turn("w", "payments", null, "LIVE", Turn.Action.STOP, Side.SOURCE, null, "7", "k");

  private Answer turn(String path, Duration within) {
    return webhooks.ask(base + path, STOP, within, () -> {});
  }

  private interface Handler {
    void handle(HttpExchange exchange) throws IOException;
  }

  /** Every request must carry a signature that verifies, or the answer is 401. */
  private void on(String path, Handler handler) {
    server.createContext(
        path,
        exchange -> {
          try (exchange) {
            byte[] body = exchange.getRequestBody().readAllBytes();
            received.add(
                exchange.getRequestMethod()
                    + " "
                    + exchange.getRequestURI()
                    + " "
                    + new String(body, UTF_8));
            var headers = exchange.getRequestHeaders();
            boolean genuine =
                SIGNATURE.verifies(
                    headers.getFirst(WebhookSignature.TIMESTAMP_HEADER),
                    headers.getFirst(WebhookSignature.SIGNATURE_HEADER),
                    body,
                    Instant.now(),
                    Duration.ofSeconds(30));
            if (genuine) {
              handler.handle(exchange);
            } else {
              answer(exchange, 401, "signature");
            }
          }
        });
  }

  private static void accepted(HttpExchange exchange, String location) throws IOException {
    exchange.getResponseHeaders().add("Location", location);
    answer(exchange, 202, "");
  }

  private static void answer(HttpExchange exchange, int status, String body) throws IOException {
    byte[] bytes = body.getBytes(UTF_8);
    exchange.sendResponseHeaders(status, bytes.length == 0 ? -1 : bytes.length);
    if (bytes.length > 0) {
      exchange.getResponseBody().write(bytes);
    }
  }

  private void hang() {
    try {
      end.await(30, TimeUnit.SECONDS);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }
}
