package io.tidegate.activities.switches;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import io.tidegate.activities.kafka.Committed;
import io.tidegate.activities.kafka.PartitionOrder;
import io.tidegate.activities.proof.OwnPositions;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.TreeMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import org.apache.kafka.common.TopicPartition;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ApplicationPositionsTest {
  private static final WebhookSignature SIGNATURE = new WebhookSignature("key");
  private static final Duration LONG = Duration.ofSeconds(30);
  private static final TopicPartition FIRST = new TopicPartition("payments", 0);

  private final ExecutorService threads = Executors.newCachedThreadPool();
  private final CountDownLatch end = new CountDownLatch(1);
  private HttpServer server;
  private String base;
  private Duration within = LONG;

  /** What answers. */
  private interface Answering {
    void answer(HttpExchange exchange) throws Exception;
  }

  @BeforeEach
  void listen() throws IOException {
    server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
    server.setExecutor(threads);
    server.start();
    base = "http://127.0.0.1:" + server.getAddress().getPort();
  }

  @AfterEach
  void close() {
    end.countDown();
    server.stop(0);
    threads.shutdownNow();
  }

  @Test
  void positionsAreAskedForWithASignedGet() {
    OwnPositions told =
        ask(
            exchange -> {
              var headers = exchange.getRequestHeaders();
              boolean genuine =
                  SIGNATURE.verifies(
                      headers.getFirst(WebhookSignature.TIMESTAMP_HEADER),
                      headers.getFirst(WebhookSignature.SIGNATURE_HEADER),
                      new byte[0],
                      Instant.now(),
                      Duration.ofMinutes(1));
              boolean get = exchange.getRequestMethod().equals("GET");
              answer(
                  exchange,
                  genuine && get ? 200 : 401,
                  "{\"positions\":[{\"topic\":\"payments\",\"partition\":0,\"offset\":\"42\"},"
                      + "{\"topic\":\"payments\",\"partition\":2,\"offset\":9007199254740993}]}");
            });

    assertThat(told.on(FIRST)).isEqualTo(new Committed.At(42, ""));
    assertThat(told.on(new TopicPartition("payments", 1))).isEqualTo(new Committed.None());
    assertThat(told.on(new TopicPartition("payments", 2)))
        .isEqualTo(new Committed.At(9_007_199_254_740_993L, ""));
    assertThat(told.all()).hasSize(2);
    assertThat(told.topics()).containsExactly("payments");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          <html>                                                              | answered no JSON
          {"positions":[]} x                                                  | answered no JSON
          []                                                                  | no list of "positions"
          {"positions":{}}                                                    | no list of "positions"
          {"positions":[7]}                                                   | a position without a "topic"
          {"positions":[{"topic":"a/b","partition":0,"offset":"1"}]}          | a position without a "topic"
          {"positions":[{"topic":"p","offset":"1"}]}                          | whose "partition" is no whole number
          {"positions":[{"topic":"p","partition":-1,"offset":"1"}]}           | whose "partition" is no whole number
          {"positions":[{"topic":"p","partition":"0","offset":"1"}]}          | whose "partition" is no whole number
          {"positions":[{"topic":"p","partition":0}]}                         | whose "offset" is no whole number
          {"positions":[{"topic":"p","partition":0,"offset":"-1"}]}           | whose "offset" is no whole number
          {"positions":[{"topic":"p","partition":0,"offset":1.5}]}            | whose "offset" is no whole number
          {"positions":[{"topic":"p","partition":0,"offset":"1"},{"topic":"p","partition":0,"offset":"2"}]} | two positions of p-0
          """)
  void oneThatIsNoneMakesTheWholeAnswerUseless(String body, String why) {
    OwnPositions told = ask(exchange -> answer(exchange, 200, body));

    assertThat(told).isInstanceOf(OwnPositions.Unknown.class);
    assertThat(((OwnPositions.Unknown) told).why()).contains(base + "/positions", why);
    assertThat(told.on(FIRST)).isInstanceOf(Committed.Unproven.class);
    assertThat(told.all()).isEmpty();
  }

  @Test
  void neitherARedirectNorAnErrorNorSilenceNorAFloodIsAnAnswer() {
    unknown(
        exchange -> {
          exchange.getResponseHeaders().add("Location", base + "/elsewhere");
          answer(exchange, 302, "");
        },
        "which is not followed");
    unknown(exchange -> answer(exchange, 503, "later"), "answered 503");
    within = Duration.ofSeconds(2);
    unknown(exchange -> end.await(), "no answer within its bound");
    within = LONG;
    unknown(
        exchange -> answer(exchange, 200, "x".repeat(ApplicationPositions.BODY_BYTES_MAX + 1)),
        "larger than");
  }

  @Test
  void nobodyOutsideTheAllowedUrlsIsAsked() {
    OwnPositions told = positions().ask("http://127.0.0.1:1/positions", () -> {});

    assertThat(((OwnPositions.Unknown) told).why()).contains("allowedUrls");
  }

  @Test
  void aPartitionThatTheSourceDoesNotHaveMakesItUseless() {
    TreeMap<TopicPartition, Long> sorted = new TreeMap<>(PartitionOrder.BY_NAME);
    sorted.put(new TopicPartition("payments", 3), 1L);
    OwnPositions told = new OwnPositions.Told(sorted);
    var partitions = new TreeMap<String, Integer>();

    assertThat(told.within(partitions)).as("what is not there is said by its rows").isEqualTo(told);
    partitions.put("payments", 4);
    assertThat(told.within(partitions)).isEqualTo(told);
    partitions.put("payments", 3);
    assertThat(told.within(partitions))
        .isInstanceOfSatisfying(
            OwnPositions.Unknown.class,
            unknown ->
                assertThat(unknown.why()).contains("payments-3", "of the source has 3 partitions"));
  }

  private void unknown(Answering answering, String why) {
    assertThat(ask(answering))
        .isInstanceOfSatisfying(
            OwnPositions.Unknown.class, unknown -> assertThat(unknown.why()).contains(why));
    server.removeContext("/positions");
  }

  private OwnPositions ask(Answering answering) {
    server.createContext(
        "/positions",
        exchange -> {
          try (exchange) {
            answering.answer(exchange);
          } catch (InterruptedException closing) {
            Thread.currentThread().interrupt();
          } catch (Exception failed) {
            throw new IOException(failed);
          }
        });
    return positions().ask(base + "/positions", () -> {});
  }

  private ApplicationPositions positions() {
    return new ApplicationPositions(
        SIGNATURE, new AllowedUrls(List.of(base)), InstantSource.system(), within);
  }

  private static void answer(HttpExchange exchange, int status, String body) throws IOException {
    byte[] bytes = body.getBytes(UTF_8);
    exchange.sendResponseHeaders(status, bytes.length == 0 ? -1 : bytes.length);
    exchange.getResponseBody().write(bytes);
  }
}
