package io.tidegate.activities.switches;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.tidegate.activities.switches.Http.Reply;
import java.net.URI;
import java.net.URLEncoder;
import java.net.http.HttpRequest;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Optional;

/**
 * Asks a REST interface for JSON: a GET below {@link AllowedUrls}. Redirects are not followed, and
 * every answer is bounded in time and size. What is no JSON of a 200 is told, not thrown.
 */
public final class JsonLookup {
  /** How long one answer is waited for, where nothing else is said. */
  public static final Duration WITHIN = Duration.ofSeconds(5);

  private static final int REDIRECTS_FROM = 300;
  private static final int REDIRECTS_TO = 399;
  private static final int OK = 200;
  private static final int NOT_FOUND = 404;
  private static final ObjectMapper JSON = new ObjectMapper();

  private final AllowedUrls allowed;
  private final Duration within;
  private final Http http = new Http();

  public JsonLookup(AllowedUrls allowed) {
    this(allowed, WITHIN);
  }

  /**
   * @param within how long an answer is waited for, to its last byte
   */
  public JsonLookup(AllowedUrls allowed, Duration within) {
    this.allowed = allowed;
    this.within = within;
  }

  /** What came of a question. */
  public sealed interface Answer {
    /** JSON. */
    record Found(JsonNode body) implements Answer {}

    /** There is no such thing there: a 404. */
    record Missing() implements Answer {}

    /**
     * No answer that can be used.
     *
     * @param why one line that names the URL
     */
    record Unusable(String why) implements Answer {}
  }

  /**
   * Asks for what lies at a path below a base.
   *
   * @param base with or without a slash at its end
   * @param path segments, each as it is called
   */
  public Answer get(String base, String... path) {
    StringBuilder url =
        new StringBuilder(base.endsWith("/") ? base.substring(0, base.length() - 1) : base);
    for (String segment : path) {
      url.append('/')
          .append(URLEncoder.encode(segment, StandardCharsets.UTF_8).replace("+", "%20"));
    }
    return get(url.toString());
  }

  private Answer get(String url) {
    Optional<String> refused = allowed.refusal(url);
    if (refused.isPresent()) {
      return new Answer.Unusable(refused.get());
    }
    Reply reply =
        http.send(
            HttpRequest.newBuilder(URI.create(url)).header("Accept", "application/json").GET(),
            Deadline.in(within),
            () -> {});
    if (reply.status() == NOT_FOUND) {
      return new Answer.Missing();
    }
    if (reply.status() >= REDIRECTS_FROM && reply.status() <= REDIRECTS_TO) {
      return new Answer.Unusable(
          url
              + " redirects elsewhere, to "
              + Quote.start(reply.location())
              + ", which is not followed");
    }
    if (reply.status() != OK) {
      String told = reply.status() == Reply.NONE ? " gave no answer" : "";
      return new Answer.Unusable(url + told + reply.told());
    }
    try {
      JsonNode body = JSON.readTree(reply.body());
      return body.isMissingNode()
          ? new Answer.Unusable(url + " answered nothing")
          : new Answer.Found(body);
    } catch (JsonProcessingException e) {
      return new Answer.Unusable(url + " answered no JSON: " + Quote.start(reply.body()));
    }
  }
}
