package io.tidegate.activities.switches;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import io.tidegate.activities.switches.ReplicatorTurn.Action;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** With a worker that misbehaves; a real one stands in ConnectControlIT. */
class ViaConnectTest extends ViaContract {
  private final List<String> asked = new CopyOnWriteArrayList<>();
  private volatile String state = "RUNNING";
  private volatile int stopStatus = 204;
  private @Nullable HttpServer server;

  @Override
  Request request() {
    return turn(Action.PAUSE_GROUP_SYNC);
  }

  private static ReplicatorTurn turn(Action action) {
    return new ReplicatorTurn("w", action, List.of("payments"), List.of("charger"), "7", "k");
  }

  @Override
  Via whoever(Conduct conduct) throws IOException {
    HttpServer starting =
        HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
    starting.createContext("/connectors/a checkpoint/", exchange -> answer(exchange, conduct));
    starting.start();
    server = starting;
    String url = "http://127.0.0.1:" + starting.getAddress().getPort();
    return new ViaConnect(new Http(), new AllowedUrls(List.of(url)), url, "a checkpoint");
  }

  private void answer(HttpExchange exchange, Conduct conduct) throws IOException {
    String path = exchange.getRequestURI().getPath();
    String what = path.substring(path.lastIndexOf('/') + 1);
    asked.add(exchange.getRequestMethod() + " " + what);
    boolean acts = conduct == Conduct.DOES_IT;
    String body = "";
    int status = 202;
    if (what.equals("status")) {
      status = 200;
      body = "{\"connector\":{\"state\":\"" + state + "\"},\"tasks\":[]}";
    } else if (conduct == Conduct.FAILS) {
      status = 404;
      body = "{\"message\":\"Unknown connector a checkpoint\"}";
    } else if (what.equals("stop")) {
      status = stopStatus;
      state = acts && status == 204 ? "STOPPED" : state;
    } else if (acts) {
      state = what.equals("pause") ? "PAUSED" : "RUNNING";
    }
    try (exchange) {
      exchange.sendResponseHeaders(status, body.isEmpty() ? -1 : body.length());
      exchange.getResponseBody().write(body.getBytes(UTF_8));
    }
  }

  @AfterEach
  void close() {
    if (server != null) {
      server.stop(0);
    }
  }

  @Override
  String failure() {
    return "answered 404";
  }

  @Test
  void aConnectorIsPausedThenStoppedSinceAPausedTaskMayWriteOn() throws IOException {
    assertThat(ask(whoever(Conduct.DOES_IT), WITHIN)).isInstanceOf(Answer.Done.class);
    assertThat(asked).startsWith("PUT pause", "PUT stop", "GET status");
    assertThat(state).isEqualTo("STOPPED");
  }

  @Test
  void whereAWorkerCannotStopOnePausedIsEnough() throws IOException {
    stopStatus = 404;
    assertThat(ask(whoever(Conduct.DOES_IT), WITHIN)).isInstanceOf(Answer.Done.class);
    assertThat(state).isEqualTo("PAUSED");
  }

  @Test
  void aWorkerThatSaysYesAndDoesNothingIsFoundByItsStatus() throws IOException {
    assertThat(ask(whoever(Conduct.NEVER_ENDS), Duration.ofSeconds(3)))
        .asString()
        .contains("was asked to be STOPPED", "its status shows RUNNING");
  }

  @Test
  void aConnectorIsResumed() throws IOException {
    state = "STOPPED";
    assertThat(
            whoever(Conduct.DOES_IT)
                .ask(turn(Action.RESUME_GROUP_SYNC), () -> missing, WITHIN, () -> {}))
        .isInstanceOf(Answer.Done.class);
    assertThat(asked).startsWith("PUT resume", "GET status");
  }

  @Test
  void topicsAreNotItsBusiness() throws IOException {
    Via via = whoever(Conduct.DOES_IT);
    for (Action action : List.of(Action.STOP_TOPICS, Action.PROMOTE, Action.START_TOPICS)) {
      assertThat(via.ask(turn(action), () -> missing, WITHIN, () -> {}))
          .isInstanceOf(Answer.NotTaken.class)
          .asString()
          .contains(action.name());
    }
    assertThat(asked).isEmpty();
  }
}
