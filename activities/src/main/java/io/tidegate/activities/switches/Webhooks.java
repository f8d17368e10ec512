package io.tidegate.activities.switches;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.tidegate.activities.switches.Http.Reply;
import java.net.URI;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.time.Duration;
import java.time.InstantSource;
import java.util.Optional;

/**
 * Calls the webhooks of applications: signed, only below {@link AllowedUrls}, redirects never
 * followed, every answer at most 64 KiB, and each call with its polling ended at its bound.
 *
 * <p>One call is one attempt. What {@link Answer.Failed} says may be tried again with the same
 * idempotency key, so delivery is at least once.
 */
public final class Webhooks {
  static final Duration POLL_EVERY = Duration.ofMillis(250);
  private static final Duration RECONCILE_WITHIN = Duration.ofSeconds(30);
  private static final ObjectMapper JSON = new ObjectMapper();

  private final WebhookSignature signature;
  private final AllowedUrls allowed;
  private final InstantSource clock;
  private final Http http = new Http();

  public Webhooks(WebhookSignature signature, AllowedUrls allowed, InstantSource clock) {
    this.signature = signature;
    this.allowed = allowed;
    this.clock = clock;
  }

  /**
   * Asks a switch or a replication control, and polls it while it answers 202.
   *
   * @param within bound of the POST and its polling together
   * @param pulse called at least every {@link #POLL_EVERY} while waiting
   */
  public Answer ask(String url, Request request, Duration within, Runnable pulse) {
    return call(url, request, within, pulse);
  }

  /** Tells somebody something: any status of 200 to 299 is taken for heard, whatever comes back. */
  public Answer announce(String url, Object notice, Duration within, Runnable pulse) {
    Optional<String> refusal = allowed.refusal(url);
    if (refusal.isPresent()) {
      return new Answer.Refused(refusal.get());
    }
    Reply reply = post(URI.create(url), notice, Deadline.in(within), pulse);
    return reply.status() >= 200 && reply.status() <= 299
        ? new Answer.Done(reply.body())
        : judge("POST " + url, reply);
  }

  /** Asks the application for its own account; bounded by 30 s. */
  public Answer reconcile(String url, Probe probe, Runnable pulse) {
    return call(url, probe, RECONCILE_WITHIN, pulse);
  }

  /**
   * Reads the body of a reconcile answer.
   *
   * @throws IllegalArgumentException naming what is missing or not a whole number
   */
  public static Reconciled reconciled(String body) {
    JsonNode json;
    try {
      json = JSON.readTree(body);
    } catch (JsonProcessingException e) {
      throw new IllegalArgumentException(
          "the reconcile answer is not JSON: " + Quote.start(body), e);
    }
    if (!json.path("ok").isBoolean()) {
      throw new IllegalArgumentException(
          "the reconcile answer must carry \"ok\" as true or false: " + Quote.start(body));
    }
    JsonNode note = json.path("note");
    return new Reconciled(
        json.path("ok").booleanValue(),
        count(json, "processed"),
        count(json, "replayed"),
        count(json, "skipped"),
        note.isTextual() ? note.textValue() : null);
  }

  private static long count(JsonNode json, String field) {
    String text = json.path(field).asText("");
    if (!text.matches("[0-9]{1,18}")) {
      throw new IllegalArgumentException(
          "the reconcile answer must carry \"%s\" as a whole number in a string, got \"%s\""
              .formatted(field, text));
    }
    return Long.parseLong(text);
  }

  private Answer call(String url, Object message, Duration within, Runnable pulse) {
    Optional<String> refusal = allowed.refusal(url);
    if (refusal.isPresent()) {
      return new Answer.Refused(refusal.get());
    }
    Deadline deadline = Deadline.in(within);
    URI target = URI.create(url);
    Reply reply = post(target, message, deadline, pulse);
    return reply.status() == 202
        ? poll(target, reply, deadline, pulse)
        : judge("POST " + url, reply);
  }

  private Reply post(URI target, Object message, Deadline deadline, Runnable pulse) {
    byte[] body = bytes(message);
    return http.send(
        signed(target, body).method("POST", BodyPublishers.ofByteArray(body)), deadline, pulse);
  }

  private Answer poll(URI posted, Reply accepted, Deadline deadline, Runnable pulse) {
    if (accepted.location().isEmpty()) {
      return new Answer.Failed("POST " + posted + " answered 202 without a Location to poll");
    }
    URI location;
    try {
      location = posted.resolve(accepted.location());
    } catch (IllegalArgumentException e) {
      return new Answer.Failed(
          "POST %s answered 202 with the Location \"%s\", which is not a URL"
              .formatted(posted, accepted.location()));
    }
    Optional<String> refusal = allowed.refusal(location.toString());
    if (refusal.isPresent()) {
      return new Answer.Refused(
          "POST " + posted + " answered 202, but its Location " + refusal.get());
    }
    while (deadline.pause(POLL_EVERY)) {
      Reply reply = http.send(signed(location, new byte[0]).GET(), deadline, pulse);
      boolean cutOff = reply.status() == Reply.NONE && deadline.passed();
      if (reply.status() != 202 && !cutOff) {
        return judge("GET " + location, reply);
      }
    }
    return new Answer.Failed("GET " + location + " still answered 202 at the end of its bound");
  }

  private static Answer judge(String request, Reply reply) {
    if (reply.status() == Reply.NONE) {
      return new Answer.Failed(request + ": " + reply.body());
    }
    String why = "%s answered %d: %s".formatted(request, reply.status(), Quote.start(reply.body()));
    return switch (reply.status()) {
      case 200 -> new Answer.Done(reply.body());
      case 409 -> new Answer.Refused(why);
      case 501 -> new Answer.NotTaken(why);
      case 301, 302, 303, 307, 308 -> new Answer.Failed(why + " (redirects are never followed)");
      default -> new Answer.Failed(why);
    };
  }

  private HttpRequest.Builder signed(URI url, byte[] body) {
    long timestamp = clock.instant().getEpochSecond();
    return HttpRequest.newBuilder(url)
        .header("Content-Type", "application/json")
        .header("User-Agent", "tidegate")
        .header(WebhookSignature.TIMESTAMP_HEADER, Long.toString(timestamp))
        .header(WebhookSignature.SIGNATURE_HEADER, signature.sign(timestamp, body));
  }

  static byte[] bytes(Object message) {
    try {
      return JSON.writeValueAsBytes(message);
    } catch (JsonProcessingException e) {
      throw new IllegalStateException("a webhook message is made of strings and lists", e);
    }
  }
}
