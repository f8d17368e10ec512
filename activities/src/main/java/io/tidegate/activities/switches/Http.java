package io.tidegate.activities.switches;

import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/**
 * HTTP with bounds: redirects are never followed, a body is read up to {@value #MAX_BODY_BYTES}
 * bytes, and every request ends at its deadline.
 */
final class Http {
  static final int MAX_BODY_BYTES = 64 * 1024;
  private static final Duration PULSE_EVERY = Duration.ofMillis(250);
  private static final Duration CONNECT_WITHIN = Duration.ofSeconds(5);

  private final HttpClient client =
      HttpClient.newBuilder()
          .version(HttpClient.Version.HTTP_1_1)
          .followRedirects(HttpClient.Redirect.NEVER)
          .connectTimeout(CONNECT_WITHIN)
          .build();

  /**
   * The client's own timeout ends at the headers; waiting on the future covers the body too.
   *
   * @param pulse called at least every {@link #PULSE_EVERY}
   */
  Reply send(HttpRequest.Builder request, Deadline deadline, Runnable pulse) {
    return send(request, MAX_BODY_BYTES, deadline, pulse);
  }

  /**
   * @param maxBytes of the answer, in the place of {@value #MAX_BODY_BYTES}
   */
  Reply send(HttpRequest.Builder request, int maxBytes, Deadline deadline, Runnable pulse) {
    CompletableFuture<HttpResponse<String>> answer =
        client.sendAsync(request.build(), head -> new BoundedBody(maxBytes));
    try {
      while (!deadline.passed()) {
        pulse.run();
        Optional<Reply> reply = await(answer, deadline.orSooner(PULSE_EVERY));
        if (reply.isPresent()) {
          return reply.get();
        }
      }
      return new Reply(Reply.NONE, "", "no answer within its bound");
    } finally {
      answer.cancel(true);
    }
  }

  private static Optional<Reply> await(
      CompletableFuture<HttpResponse<String>> answer, Duration atMost) {
    try {
      HttpResponse<String> response =
          answer.get(Math.max(1, atMost.toMillis()), TimeUnit.MILLISECONDS);
      String location = response.headers().firstValue("Location").orElse("");
      return Optional.of(new Reply(response.statusCode(), location, response.body()));
    } catch (TimeoutException e) {
      return Optional.empty();
    } catch (ExecutionException e) {
      Throwable cause = e.getCause() == null ? e : e.getCause();
      String why =
          cause.getMessage() == null ? cause.getClass().getSimpleName() : cause.getMessage();
      return Optional.of(new Reply(Reply.NONE, "", why));
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      return Optional.of(new Reply(Reply.NONE, "", "interrupted while waiting for the answer"));
    }
  }

  record Reply(int status, String location, String body) {
    /** No HTTP answer came; {@code body} says why. */
    static final int NONE = 0;

    /** In one line, for an error. */
    String told() {
      return status == NONE ? ": " + body : " answered " + status + ": " + Quote.start(body);
    }
  }
}
