package io.tidegate.activities.switches;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.tidegate.activities.switches.Http.Reply;
import java.net.URI;
import java.net.URLEncoder;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * The REST of a Kafka Connect worker, for the group sync alone: it halts and resumes one connector.
 *
 * <p>A connector that is only paused keeps its tasks, and MirrorMaker's checkpoint task goes on
 * writing group offsets by a timer of its own. So it is paused and then stopped, which ends its
 * tasks, where the worker can stop one (from Connect 3.5 on); elsewhere paused is all there is.
 * What the worker answers is not believed either: the connector's status must show it.
 */
record ViaConnect(Http http, AllowedUrls allowed, String url, String connector) implements Via {
  private static final Duration LOOK_EVERY = Duration.ofMillis(250);
  private static final ObjectMapper JSON = new ObjectMapper();

  @Override
  public Answer ask(Request request, Effect effect, Duration within, Runnable pulse) {
    Optional<String> refusal = allowed.refusal(url);
    if (refusal.isPresent()) {
      return new Answer.Refused(refusal.get());
    }
    if (!(request instanceof ReplicatorTurn turn)) {
      return new Answer.NotTaken(told() + " takes no " + request.told());
    }
    Conversation talk = new Conversation(Deadline.in(within), pulse);
    return switch (turn.action()) {
      case PAUSE_GROUP_SYNC -> talk.halt();
      case RESUME_GROUP_SYNC -> talk.resume();
      default -> new Answer.NotTaken(told() + " takes no " + request.told());
    };
  }

  @Override
  public String told() {
    return "connector " + connector + " at " + url;
  }

  /** One attempt. */
  private final class Conversation {
    private final Deadline deadline;
    private final Runnable pulse;

    Conversation(Deadline deadline, Runnable pulse) {
      this.deadline = deadline;
      this.pulse = pulse;
    }

    Answer halt() {
      Reply paused = put("pause");
      if (!accepted(paused)) {
        return judge("pause", paused);
      }
      Reply stopped = put("stop");
      if (stopped.status() == 404 || stopped.status() == 405) {
        return until("PAUSED");
      }
      return accepted(stopped) ? until("STOPPED") : judge("stop", stopped);
    }

    Answer resume() {
      Reply resumed = put("resume");
      return accepted(resumed) ? until("RUNNING") : judge("resume", resumed);
    }

    /** Until the connector and every task of it show the state; a stopped one has no task. */
    private Answer until(String state) {
      String last = "nothing";
      do {
        Reply reply = http.send(to("status").GET(), deadline, pulse);
        if (reply.status() == 200) {
          List<String> states = states(reply.body());
          last = String.join(", ", states);
          if (!states.isEmpty()
              && states.get(0).equals(state)
              && states.stream().skip(1).allMatch(state::equals)) {
            return new Answer.Done(told() + " is " + state);
          }
        } else if (reply.status() != Reply.NONE || !deadline.passed()) {
          last = "GET status" + reply.told();
        }
      } while (deadline.pause(LOOK_EVERY));
      return new Answer.Failed(
          "%s was asked to be %s; at the end of its bound its status shows %s"
              .formatted(told(), state, last));
    }

    private Reply put(String what) {
      return http.send(to(what).PUT(BodyPublishers.noBody()), deadline, pulse);
    }

    private HttpRequest.Builder to(String what) {
      String base = url.endsWith("/") ? url : url + "/";
      String name = URLEncoder.encode(connector, StandardCharsets.UTF_8).replace("+", "%20");
      return HttpRequest.newBuilder(URI.create(base + "connectors/" + name + "/" + what))
          .header("Accept", "application/json")
          .header("User-Agent", "tidegate");
    }

    private boolean accepted(Reply reply) {
      return reply.status() == 202 || reply.status() == 200 || reply.status() == 204;
    }

    /** 404: there is no such connector. 409: Connect rebalances, which ends. */
    private Answer judge(String what, Reply reply) {
      String why = "PUT " + what + " of " + told() + reply.told();
      return reply.status() == 404 ? new Answer.Refused(why) : new Answer.Failed(why);
    }
  }

  /** The state of the connector, then of its tasks; none where the answer says none. */
  private static List<String> states(String body) {
    JsonNode status;
    try {
      status = JSON.readTree(body);
    } catch (JsonProcessingException e) {
      return List.of();
    }
    List<String> states = new ArrayList<>();
    states.add(status.path("connector").path("state").asText("no state"));
    status.path("tasks").forEach(task -> states.add(task.path("state").asText("no state")));
    return states;
  }
}
