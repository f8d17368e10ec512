package io.tidegate.activities.switches;

import static org.assertj.core.api.Assertions.assertThat;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import io.tidegate.activities.switches.Signals.Sample;
import io.tidegate.activities.switches.Signals.Seen;
import io.tidegate.parity.Light;
import io.tidegate.runbooks.Side;
import io.tidegate.runbooks.Signal;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class SignalsTest {
  private static final Instant NOW = Instant.ofEpochSecond(1_000_000);
  private static final Instant JUST_NOW = NOW.minusMillis(500);
  private static final String VECTOR =
      "{\"status\":\"success\",\"data\":{\"resultType\":\"vector\",\"result\":[SAMPLES]}}";

  private final CountDownLatch ended = new CountDownLatch(1);
  private final ExecutorService threads = Executors.newCachedThreadPool();
  private HttpServer server;
  private String root = "";

  @BeforeEach
  void start() throws IOException {
    server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
    server.setExecutor(threads);
    server.start();
    root = "http://127.0.0.1:" + server.getAddress().getPort() + "/";
  }

  @AfterEach
  void stop() {
    ended.countDown();
    server.stop(0);
    threads.shutdownNow();
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          < 5      | 4    | GREEN
          < 5      | 5    | RED
          <= 5     | 5    | GREEN
          > 0.5    | 0.75 | GREEN
          >= 1     | 0.99 | RED
          == 0     | 0    | GREEN
          == 0     | -0.0 | GREEN
          != 0     | 1e3  | GREEN
          < 5      | NaN  | RED
          < 5      | -Inf | RED
          < 5      | ''   | RED
          """)
  void everySampleMustBeHealthy(String healthy, String value, Light light) {
    answers(VECTOR.replace("SAMPLES", sample(value, 0)));

    assertThat(ask(healthy).light()).isEqualTo(light);
  }

  @Test
  void oneUnhealthySampleOfSeveralIsRedAndToldWithItsValue() {
    answers(VECTOR.replace("SAMPLES", sample("1", 0) + "," + sample("7", 0)));

    Seen seen = ask("< 5");
    assertThat(seen.light()).isEqualTo(Light.RED);
    assertThat(seen.told()).isEqualTo("target lag is \"7\" at 1970-01-12T13:46:39.500Z, not < 5");
    assertThat(seen.samples())
        .containsExactly(new Sample("\"1\"", JUST_NOW), new Sample("\"7\"", JUST_NOW));
  }

  /** A light rests on what was seen: without the value nobody could check it afterwards. */
  @Test
  void aHealthyOneLeavesItsValueAndWhenItWasSo() {
    answers(VECTOR.replace("SAMPLES", sample("3", 0)));

    Seen seen = ask("< 5");
    assertThat(seen.told()).isEqualTo("target lag is \"3\" at 1970-01-12T13:46:39.500Z, < 5");
    assertThat(seen.samples()).containsExactly(new Sample("\"3\"", JUST_NOW));
    assertThat(seen.samplesAnswered()).isEqualTo(1);
  }

  @Test
  void whatIsKeptOfAnAnswerIsBounded() {
    String many = (sample("9".repeat(300), 0) + ",").repeat(24) + sample("1", 0);
    answers(VECTOR.replace("SAMPLES", many));

    Seen seen = ask("< 5");
    assertThat(seen.samples()).hasSize(20).allMatch(sample -> sample.value().length() == 203);
    assertThat(seen.samplesAnswered()).isEqualTo(25);
    assertThat(seen.told()).endsWith(", not < 5 and 21 more");
  }

  @Test
  void aScalarIsOneSample() {
    answers(
        "{\"status\":\"success\",\"data\":{\"resultType\":\"scalar\",\"result\":["
            + NOW.getEpochSecond()
            + ",\"3\"]}}");

    assertThat(ask("< 5").light()).isEqualTo(Light.GREEN);
  }

  @Test
  void aStaleSampleIsRedAlsoIfItIsFromTheFuture() {
    answers(VECTOR.replace("SAMPLES", sample("1", -121)));
    assertThat(ask("< 5").told())
        .isEqualTo(
            "target lag is \"1\" at 1970-01-12T13:44:38.500Z, which is not fresh within PT2M");
    answers(VECTOR.replace("SAMPLES", sample("1", 121)));
    assertThat(ask("< 5").light()).isEqualTo(Light.RED);
    answers(VECTOR.replace("SAMPLES", sample("1", -119)));
    assertThat(ask("< 5").light()).isEqualTo(Light.GREEN);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          {"status":"success","data":{"resultType":"vector","result":[]}}              | answered no sample
          {"status":"error","error":"parse error"}                                     | answered no result of an instant query
          {"status":"success","data":{"resultType":"matrix","result":[{"values":[]}]}} | answered no sample
          {"status":"success","data":{"resultType":"vector","result":[{"value":[1]}]}} | no time and value
          <html>                                                                       | answered no JSON
          """)
  void garbageIsRedWithItsWord(String body, String told) {
    answers(body);

    Seen seen = ask("< 5");
    assertThat(seen.light()).isEqualTo(Light.RED);
    assertThat(seen.told()).contains(told);
  }

  @Test
  void aRedirectIsNotFollowed() {
    server.createContext(
        "/query",
        exchange -> {
          exchange.getResponseHeaders().add("Location", root + "elsewhere");
          exchange.sendResponseHeaders(302, -1);
          exchange.close();
        });

    assertThat(ask("< 5").told()).contains("redirects elsewhere");
  }

  @Test
  void whoHangsIsRedWithinItsBound() {
    server.createContext(
        "/query",
        exchange -> {
          try {
            ended.await();
          } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
          }
          exchange.close();
        });

    Signals hasty = signals(Duration.ofMillis(500));
    assertThat(hasty.ask(signal(root + "query", "< 5"), () -> {}).told())
        .contains("gave no answer");
  }

  @Test
  void anErrorAndWhatIsNotAllowedAreRed() {
    server.createContext("/query", exchange -> answer(exchange, 503, "busy"));
    assertThat(ask("< 5").told()).contains("answered 503");

    Signal outside = signal("http://127.0.0.1:1/query", "< 5");
    assertThat(signals().ask(outside, () -> {}).told()).contains("outside allowedUrls");
  }

  private void answers(String body) {
    try {
      server.removeContext("/query");
    } catch (IllegalArgumentException first) {
      // nothing stood there yet
    }
    server.createContext("/query", exchange -> answer(exchange, 200, body));
  }

  private static void answer(HttpExchange exchange, int status, String body) throws IOException {
    byte[] bytes = body.getBytes(StandardCharsets.UTF_8);
    exchange.sendResponseHeaders(status, bytes.length);
    exchange.getResponseBody().write(bytes);
    exchange.close();
  }

  private static String sample(String value, long secondsFromNow) {
    return "{\"metric\":{},\"value\":[%d.5,\"%s\"]}"
        .formatted(NOW.getEpochSecond() + secondsFromNow - (secondsFromNow > 0 ? 0 : 1), value);
  }

  private Seen ask(String healthy) {
    return signals().ask(List.of(signal(root + "query", healthy)), () -> {}).get(0);
  }

  private Signals signals() {
    return signals(Duration.ofSeconds(30));
  }

  private Signals signals(Duration within) {
    return new Signals(new AllowedUrls(List.of(root)), () -> NOW, within);
  }

  private static Signal signal(String url, String healthy) {
    return new Signal(
        "target lag",
        Signal.Covers.LAG,
        Side.TARGET,
        url,
        new Signal.Bound(healthy),
        Duration.ofMinutes(2));
  }
}
