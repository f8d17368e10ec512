package io.tidegate.api;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.temporal.api.history.v1.HistoryEvent;
import io.temporal.client.WorkflowClient;
import io.tidegate.ledger.Ledger;
import io.tidegate.sandbox.LedgerDatabase;
import io.tidegate.sandbox.World;
import io.tidegate.workflows.TemporalConnection;
import io.tidegate.workflows.Wire;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.postgresql.ds.PGSimpleDataSource;

/**
 * The api as its command line starts it, over a real PostgreSQL and Temporal, without a worker:
 * what workflows would write, the tests write through the ledger. One for all tests of the JVM.
 */
final class Api {

  static final String JSON = "application/json";
  static final String YAML = "application/yaml";

  private static final ObjectMapper MAPPER = new ObjectMapper();
  private static final Duration ANSWER_WITHIN = Duration.ofSeconds(30);

  private final LedgerDatabase database;
  private final Map<String, String> environment;
  private final ApiProcess process;
  private final Ledger ledger;

  private Api() {
    try {
      database = World.shared().postgres().createLedgerDatabase("api");
      environment =
          Map.of(
              "TEMPORAL_ADDRESS",
              World.shared().temporal().target(),
              "PASSWORD",
              database.password());
      process = ApiProcess.start(file("api", config()), environment);
      PGSimpleDataSource source = new PGSimpleDataSource();
      source.setUrl(database.url());
      source.setUser(database.user());
      source.setPassword(database.password());
      ledger = Ledger.on(source);
    } catch (Exception e) {
      throw new IllegalStateException("the api of the tests did not start", e);
    }
  }

  private static final class One {
    static final Api API = new Api();
  }

  static Api shared() {
    return One.API;
  }

  Ledger ledger() {
    return ledger;
  }

  URI uri() {
    return process.uri();
  }

  /** A client of the same Temporal, for looking at what was started and signalled. */
  WorkflowClient temporal() {
    try {
      return TemporalConnection.forCalls(environment).client();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** The signals that a workflow got, each with what it carried. */
  List<String> signals(String workflow) {
    return temporal().fetchHistory(workflow).getHistory().getEventsList().stream()
        .filter(HistoryEvent::hasWorkflowExecutionSignaledEventAttributes)
        .map(HistoryEvent::getWorkflowExecutionSignaledEventAttributes)
        .map(
            signal ->
                signal.getSignalName()
                    + " "
                    + Wire.dataConverter()
                        .fromPayload(signal.getInput().getPayloads(0), String.class, String.class))
        .toList();
  }

  Answer get(People who, String path) {
    return send(who, "GET", path, "", "");
  }

  Answer put(People who, String path, String json) {
    return send(who, "PUT", path, JSON, json);
  }

  Answer delete(People who, String path) {
    return send(who, "DELETE", path, "", "");
  }

  Answer admin(String path) {
    return ask(HttpRequest.newBuilder(process.adminUri().resolve(path)).GET());
  }

  /**
   * @param type of the body; empty for none
   */
  Answer send(People who, String verb, String path, String type, String body) {
    HttpRequest.Builder request = HttpRequest.newBuilder(process.uri().resolve(path));
    if (who != People.NOBODY) {
      request.header("Authorization", "Bearer " + who.token());
    }
    if (!type.isEmpty()) {
      request.header("Content-Type", type);
    }
    return ask(
        request.method(
            verb,
            body.isEmpty()
                ? HttpRequest.BodyPublishers.noBody()
                : HttpRequest.BodyPublishers.ofString(body)));
  }

  Answer ask(HttpRequest.Builder request) {
    try {
      // A connection of its own: the server closes one whose request body it left unread, and a
      // client that takes it up again at that moment gets no answer.
      return new Answer(
          HttpClient.newHttpClient()
              .send(
                  request.timeout(ANSWER_WITHIN).build(), HttpResponse.BodyHandlers.ofByteArray()));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException(e);
    }
  }

  static Path file(String name, String content) {
    try {
      Path file = Files.createTempFile(name, ".yml");
      file.toFile().deleteOnExit();
      return Files.writeString(file, content);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private String config() {
    return """
        profile: sandbox
        ledger:
          url: "%s"
          user: %s
          password: "${PASSWORD}"
          migrate: {user: %s, password: "%s"}
        temporal: {taskQueue: tidegate-api-tests}
        allowedUrls: ["http://of.the.worker/"]
        auth:
          tokens:
        %s
        server:
          applicationConnectors: [{type: http, bindHost: 127.0.0.1, port: 0}]
          adminConnectors: [{type: http, bindHost: 127.0.0.1, port: 0}]
          shutdownGracePeriod: 1s
          requestLog: {appenders: []}
        logging: {level: WARN}
        """
        .formatted(
            database.url(),
            database.user(),
            database.migrateUser(),
            database.migratePassword(),
            People.all());
  }

  /** What came back. */
  record Answer(HttpResponse<byte[]> response) {
    int status() {
      return response.statusCode();
    }

    String text() {
      return new String(response.body(), StandardCharsets.UTF_8);
    }

    JsonNode json() {
      try {
        return MAPPER.readTree(response.body());
      } catch (IOException e) {
        throw new UncheckedIOException(text(), e);
      }
    }

    String header(String name) {
      return response.headers().firstValue(name).orElse("");
    }

    /**
     * The last part of the problem's type, after its status, as in {@code 409 superseded}; the
     * status alone where there is none.
     */
    String problem() {
      String type = status() < 400 ? "" : json().path("type").asText();
      return (status() + " " + type.substring(type.lastIndexOf(':') + 1)).strip();
    }

    String detail() {
      return json().path("detail").asText();
    }
  }
}
