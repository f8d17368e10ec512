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
  private static final int SAMPLES_KEPT = 20;
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
   * @param samples the first {@value #SAMPLES_KEPT} of what was answered; none where it was no time
   *     and value
   * @param samplesAnswered how many there were
   */
  public record Seen(
      String name, Light light, String told, List<Sample> samples, int samplesAnswered) {
    public Seen {
      samples = List.copyOf(samples);
    }
  }

  /**
   * One value as it was answered.
   *
   * @param value its text, the first {@value Quote#CHARS_MAX} characters in quotes
   * @param at the time that came with it
   */
  public record Sample(String value, Instant at) {
    private String told() {
      return "is " + value + " at " + at;
    }
  }

  /** What came of one question: samples, or why there are none. */
  private record Answer(Optional<String> why, List<JsonNode> samples) {
    static Answer none(String why) {
      return new Answer(Optional.of(why), List.of());
    }
  }

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
    Answer answer = answer(signal, pulse);
    List<Sample> read = answer.samples.stream().flatMap(sample -> read(sample).stream()).toList();
    List<String> wrong =
        answer.samples.stream().flatMap(sample -> wrong(signal, sample).stream()).toList();
    boolean healthy = answer.why.isEmpty() && wrong.isEmpty();
    String told =
        healthy
            ? first(read.stream().map(Sample::told).toList()) + ", " + signal.healthy().text()
            : answer.why.orElseGet(() -> first(wrong));
    return new Seen(
        signal.name(),
        healthy ? Light.GREEN : Light.RED,
        signal.name() + " " + told,
        read.stream().limit(SAMPLES_KEPT).toList(),
        answer.samples.size());
  }

  private static String first(List<String> lines) {
    String more =
        lines.size() > SAMPLES_TOLD ? " and " + (lines.size() - SAMPLES_TOLD) + " more" : "";
    return String.join(", ", lines.subList(0, Math.min(SAMPLES_TOLD, lines.size()))) + more;
  }

  private Answer answer(Signal signal, Runnable pulse) {
    Optional<String> refused = allowed.refusal(signal.url());
    if (refused.isPresent()) {
      return Answer.none(refused.get());
    }
    HttpRequest.Builder get = HttpRequest.newBuilder(URI.create(signal.url())).GET();
    Reply reply = http.send(get, Deadline.in(within), pulse);
    if (reply.status() == Reply.NONE) {
      return Answer.none("gave no answer" + reply.told());
    }
    if (reply.status() >= REDIRECTS_FROM && reply.status() <= REDIRECTS_TO) {
      return Answer.none(
          "redirects elsewhere, to " + Quote.start(reply.location()) + ", which is not followed");
    }
    return reply.status() == OK ? answer(reply.body()) : Answer.none(reply.told().strip());
  }

  private static Answer answer(String body) {
    JsonNode answer;
    try {
      answer = JSON.readTree(body);
    } catch (JsonProcessingException e) {
      return Answer.none("answered no JSON: " + Quote.start(body));
    }
    JsonNode data = answer.path("data");
    List<JsonNode> samples = samples(data);
    if (!answer.path("status").asText().equals("success") || samples.isEmpty()) {
      return Answer.none(
          answer.path("status").asText().equals("success") && data.path("result").isArray()
              ? "answered no sample"
              : "answered no result of an instant query: " + Quote.start(body));
    }
    return new Answer(Optional.empty(), samples);
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

  private static Optional<Sample> read(JsonNode sample) {
    if (sample.size() != 2 || !sample.path(0).isNumber() || !sample.path(1).isTextual()) {
      return Optional.empty();
    }
    Instant at = Instant.ofEpochMilli((long) (sample.path(0).asDouble() * 1_000));
    return Optional.of(new Sample(Quote.start(sample.path(1).asText()), at));
  }

  private Optional<String> wrong(Signal signal, JsonNode answered) {
    Optional<Sample> sample = read(answered);
    if (sample.isEmpty()) {
      return Optional.of("has a sample that is no time and value");
    }
    String told = sample.get().told();
    Duration age = Duration.between(sample.get().at(), clock.instant());
    if (age.abs().compareTo(signal.freshWithin()) > 0) {
      return Optional.of(told + ", which is not fresh within " + signal.freshWithin());
    }
    return signal.healthy().holds(answered.path(1).asText())
        ? Optional.empty()
        : Optional.of(told + ", not " + signal.healthy().text());
  }
}
