package io.tidegate.activities;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.junit.jupiter.params.provider.Arguments.arguments;

import com.sun.net.httpserver.HttpExchange;
import io.tidegate.activities.LittleApplication.Lie;
import io.tidegate.activities.kafka.GroupOffsets;
import io.tidegate.workflows.activity.KafkaActivities.Finals;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** Switches that do not do what they are asked: the failure names what happened, nothing moves. */
class LyingSwitchIT {
  private static final CountDownLatch NEVER = new CountDownLatch(1);

  @TempDir Path breakGlass;

  static Stream<Arguments> lies() {
    return Stream.of(
        arguments("409", answering(409, "not now"), "answered 409: \"not now\""),
        arguments("501", answering(501, ""), "answered 501"),
        arguments("503", answering(503, "draining"), "answered 503: \"draining\""),
        arguments("redirect", location(307), "redirects are never followed"),
        arguments("202 for ever", location(202), "still answered 202 at the end of its bound"),
        arguments("202 to nowhere", answering(202, ""), "answered 202 without a Location"),
        arguments("hangs", (Lie) exchange -> hang(), "no answer within its bound"),
        arguments("garbage", (Lie) LyingSwitchIT::garbage, "/shop/consumers"));
  }

  @ParameterizedTest(name = "{0}")
  @MethodSource("lies")
  void aStopThatIsNotDoneStopsTheStepByName(String name, Lie lie, String said) {
    try (WaveFixture wave = UnitWalk.running("liar", breakGlass, LyingSwitchIT::briefly)) {
      wave.application.lies(lie);
      assertThatThrownBy(() -> wave.kafka.stopSource(wave.call("quiesce")))
          .hasMessageContaining("STOP unit shop on the source")
          .hasMessageContaining(said);
      assertNothingMoved(wave);
    }
  }

  @Test
  void aStopThatIsAnsweredAndNotDoneIsFoundByItsGroup() {
    try (WaveFixture wave = UnitWalk.running("yes", breakGlass, LyingSwitchIT::briefly)) {
      wave.application.lies(answering(200, "done"));
      wave.kafka.stopSource(wave.call("quiesce"));
      assertThatThrownBy(() -> wave.watch.awaitSourceEmpty(wave.call("quiesce")))
          .hasMessageContaining("after PT2S group " + wave.group + " on legacy is STABLE")
          .hasMessageContaining("1 members");
      assertNothingMoved(wave);
    }
  }

  @Test
  void aStartThatIsAnsweredAndNotDoneIsFoundByItsAssignment() {
    try (WaveFixture wave = UnitWalk.running("start", breakGlass)) {
      Finals finals = UnitWalk.quiesced(wave, UnitWalk.approved(wave));
      UnitWalk.seeded(wave, finals);
      wave.publish(briefly(wave.runbook("")));
      wave.application.lies(answering(200, "done"));
      wave.kafka.startTarget(wave.call("switch-consumers"));
      assertThatThrownBy(() -> wave.watch.awaitTargetAssigned(wave.call("switch-consumers")))
          .hasMessageContaining("not assigned: [" + wave.topic + "-0, " + wave.topic + "-1]");
      assertThat(wave.application.turns()).containsExactly("STOP source");
    }
  }

  /** Delivery is at least once: the second STOP of one key is the application's to tell. */
  @Test
  void aLostAnswerIsAskedForAgainUnderTheSameKey() {
    try (WaveFixture wave = UnitWalk.running("lost", breakGlass, LyingSwitchIT::briefly)) {
      String key = "quiesce/lost";
      wave.application.lies(exchange -> hang());
      assertThatThrownBy(() -> wave.kafka.stopSource(wave.call("quiesce", key)))
          .hasMessageContaining("no answer");
      wave.application.tellsTheTruth();
      wave.publish(wave.runbook(""));
      wave.kafka.stopSource(wave.call("quiesce", key));
      assertThat(wave.application.keys())
          .hasSize(2)
          .allMatch(wave.application.keys().get(0)::equals);
    }
  }

  private static String briefly(String runbook) {
    return runbook.replace("within: PT30S", "within: PT2S");
  }

  private static void assertNothingMoved(WaveFixture wave) {
    assertThat(new GroupOffsets(wave.clusters.get("cloud")).all(wave.group)).isEmpty();
    assertThat(Quiet.busy(wave.clusters.get("legacy"), java.util.List.of(wave.group))).hasSize(1);
    assertThat(wave.application.turns()).isEmpty();
    wave.produce("still", 10);
    wave.awaitProcessed(320);
  }

  private static Lie answering(int status, String body) {
    return exchange -> answer(exchange, status, body);
  }

  private static Lie location(int status) {
    return exchange -> {
      exchange.getResponseHeaders().add("Location", "/shop/job");
      answer(exchange, status, "");
    };
  }

  private static void garbage(HttpExchange exchange) throws IOException {
    exchange.getResponseHeaders().add("Content-Encoding", "\u0007");
    answer(exchange, 299, "\u0000\u0001 <html>");
  }

  private static void answer(HttpExchange exchange, int status, String body) throws IOException {
    byte[] bytes = body.getBytes(StandardCharsets.UTF_8);
    exchange.sendResponseHeaders(status, bytes.length == 0 ? -1 : bytes.length);
    exchange.getResponseBody().write(bytes);
  }

  private static void hang() {
    try {
      var unused = NEVER.await(5, TimeUnit.SECONDS);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }
}
