package io.tidegate.demo;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.time.Duration;

/**
 * One person's door to the REST api: everything the demo does to a wave goes through it, as a
 * person's would.
 */
final class TidegateClient {
  private static final Duration TIMEOUT = Duration.ofSeconds(15);

  private final HttpClient http =
      HttpClient.newBuilder().connectTimeout(Duration.ofSeconds(5)).build();
  private final ObjectMapper json = new ObjectMapper();
  private final String api;
  private final String token;

  /**
   * @param api address of the api, without a slash at its end
   */
  TidegateClient(String api, String token) {
    this.api = api + "/api/v1";
    this.token = token;
  }

  /** An answer of the api. */
  record Answer(int status, JsonNode body) {
    /** The body, where the answer is one of success; else fails with what the api said. */
    JsonNode orFail(String what) {
      if (status / 100 != 2) {
        throw new IllegalStateException(
            what + " was answered " + status + ": " + body.path("detail").asText(body.toString()));
      }
      return body;
    }
  }

  Answer get(String path) {
    return send(request(path).GET());
  }

  Answer put(String path, Object body) {
    return send(
        request(path)
            .header("Content-Type", "application/json")
            .PUT(HttpRequest.BodyPublishers.ofString(write(body))));
  }

  /**
   * Approves the open round of a gate.
   *
   * @param gate as the wave's view shows it
   * @param exception what a YELLOW round asks of one more person; empty for none
   */
  Answer approve(String wave, JsonNode gate, String reason, String exception) {
    ObjectNode decision =
        json.createObjectNode()
            .put("round", gate.path("round").asInt())
            .put("decision", "APPROVE")
            .put("evidenceDigest", gate.path("evidenceDigest").asText())
            .put("reason", reason);
    if (!exception.isEmpty()) {
      decision.put("exception", exception);
    }
    return put("/waves/" + wave + "/gates/" + gate.path("gate").asText() + "/decision", decision);
  }

  Answer delete(String path) {
    return send(request(path).DELETE());
  }

  Answer putYaml(String path, String yaml) {
    return send(
        request(path)
            .header("Content-Type", "application/yaml")
            .PUT(HttpRequest.BodyPublishers.ofString(yaml, StandardCharsets.UTF_8)));
  }

  private HttpRequest.Builder request(String path) {
    return HttpRequest.newBuilder(URI.create(api + path))
        .timeout(TIMEOUT)
        .header("Authorization", "Bearer " + token);
  }

  private String write(Object body) {
    try {
      return json.writeValueAsString(body);
    } catch (JsonProcessingException e) {
      throw new IllegalArgumentException("no JSON: " + body, e);
    }
  }

  private Answer send(HttpRequest.Builder builder) {
    HttpRequest request = builder.build();
    try {
      HttpResponse<String> response = sendAgainIfBroken(request);
      return new Answer(response.statusCode(), json.readTree(response.body()));
    } catch (IOException e) {
      throw new IllegalStateException(
          "the api does not answer " + request.method() + " " + request.uri() + ": " + e, e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException("interrupted", e);
    }
  }

  /**
   * An idle connection may be closed by the server as we use it; saying the same thing twice to the
   * api is saying it once.
   */
  private HttpResponse<String> sendAgainIfBroken(HttpRequest request)
      throws IOException, InterruptedException {
    try {
      return http.send(request, HttpResponse.BodyHandlers.ofString());
    } catch (IOException broken) {
      return http.send(request, HttpResponse.BodyHandlers.ofString());
    }
  }
}
