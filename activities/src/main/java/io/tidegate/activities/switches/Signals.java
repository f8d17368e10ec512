package io.tidegate.activities.switches;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.tidegate.activities.switches.Http.Reply;
import io.tidegate.parity.Light;
import io.tidegate.runbooks.Signal;
import java.net.URI;
import java.net.http.HttpRequest;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * Asks the signals of a unit, each time afresh: a GET below {@link AllowedUrls}, answered as
 * Prometheus answers an instant query. Redirects are not followed, and every answer is bounded in
 * time and size. GREEN is only what was answered, fresh and healthy; whatever else comes, nothing
 * included, is RED with the word for it.
 *
 * <p>The limit: an instant query tells the time at which it was evaluated, not when the value was
 * last scraped, unless the query itself asks for that.
 */
public final class Signals {
  /** How long one is waited for. */
  public static final Duration WITHIN = Duration.ofSeconds(5);

  private static final int REDIRECTS_FROM = 300;
  private static final int REDIRECTS_TO = 399;
  private static final int OK = 200;
  private static final int SAMPLES_TOLD = 3;
  private static final ObjectMapper JSON = new ObjectMapper();

  private final AllowedUrls allowed;
  private final InstantSource clock;
  private final Duration within;
  private final Http http = new Http();

  public Signals(AllowedUrls allowed, InstantSource clock) {
    this(allowed, clock, WITHIN);
  }

  Signals(AllowedUrls allowed, InstantSource clock, Duration within) {
    this.allowed = allowed;
    this.clock = clock;
    this.within = within;
  }

  /**
   * A signal at one moment.
   *
   * @param light GREEN or RED
   * @param told one plain line about it
   */
  public record Seen(String name, Light light, String told) {}

  /** One after the other. */
  public List<Seen> ask(List<Signal> signals, Runnable pulse) {
    return signals.stream().map(signal -> ask(signal, pulse)).toList();
  }

  /**
   * Asks one.
   *
   * @param pulse called while waiting
   */
  public Seen ask(Signal signal, Runnable pulse) {
    Optional<String> wrong = wrong(signal, pulse);
    return wrong
        .map(why -> new Seen(signal.name(), Light.RED, signal.name() + " " + why))
        .orElseGet(
            () ->
                new Seen(
                    signal.name(), Light.GREEN, signal.name() + " is " + signal.healthy().text()));
  }

  private Optional<String> wrong(Signal signal, Runnable pulse) {
    Optional<String> refused = allowed.refusal(signal.url());
    if (refused.isPresent()) {
      return refused;
    }
    HttpRequest.Builder get = HttpRequest.newBuilder(URI.create(signal.url())).GET();
    Reply reply = http.send(get, Deadline.in(within), pulse);
    if (reply.status() == Reply.NONE) {
      return Optional.of("gave no answer" + reply.told());
    }
    if (reply.status() >= REDIRECTS_FROM && reply.status() <= REDIRECTS_TO) {
      return Optional.of(
          "redirects elsewhere, to " + Quote.start(reply.location()) + ", which is not followed");
    }
    return reply.status() == OK ? wrong(signal, reply.body()) : Optional.of(reply.told().strip());
  }

  private Optional<String> wrong(Signal signal, String body) {
    JsonNode answer;
    try {
      answer = JSON.readTree(body);
    } catch (JsonProcessingException e) {
      return Optional.of("answered no JSON: " + Quote.start(body));
    }
    JsonNode data = answer.path("data");
    List<JsonNode> samples = samples(data);
    if (!answer.path("status").asText().equals("success") || samples.isEmpty()) {
      return Optional.of(
          answer.path("status").asText().equals("success") && data.path("result").isArray()
              ? "answered no sample"
              : "answered no result of an instant query: " + Quote.start(body));
    }
    List<String> wrong = new ArrayList<>();
    for (JsonNode sample : samples) {
      wrong(signal, sample).ifPresent(wrong::add);
    }
    if (wrong.isEmpty()) {
      return Optional.empty();
    }
    String more =
        wrong.size() > SAMPLES_TOLD ? " and " + (wrong.size() - SAMPLES_TOLD) + " more" : "";
    return Optional.of(
        String.join(", ", wrong.subList(0, Math.min(SAMPLES_TOLD, wrong.size()))) + more);
  }

  /** Pairs of a time and a value. */
  private static List<JsonNode> samples(JsonNode data) {
    List<JsonNode> samples = new ArrayList<>();
    switch (data.path("resultType").asText()) {
      case "vector" -> data.path("result").forEach(each -> samples.add(each.path("value")));
      case "scalar" -> samples.add(data.path("result"));
      default -> {
        // a matrix has a range of times, a string no value: neither answers an instant query
      }
    }
    return samples;
  }

  private Optional<String> wrong(Signal signal, JsonNode sample) {
    if (sample.size() != 2 || !sample.path(0).isNumber() || !sample.path(1).isTextual()) {
      return Optional.of("has a sample that is no time and value");
    }
    String value = sample.path(1).asText();
    Instant at = Instant.ofEpochMilli((long) (sample.path(0).asDouble() * 1_000));
    Duration age = Duration.between(at, clock.instant());
    if (age.abs().compareTo(signal.freshWithin()) > 0) {
      return Optional.of(
          "is of %s, which is not fresh within %s".formatted(at, signal.freshWithin()));
    }
    return signal.healthy().holds(value)
        ? Optional.empty()
        : Optional.of("is %s, not %s".formatted(Quote.start(value), signal.healthy().text()));
  }
}
