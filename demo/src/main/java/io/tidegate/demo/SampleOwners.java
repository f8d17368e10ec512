package io.tidegate.demo;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/**
 * The people of the sample applications in {@code --auto}: the owners approve a round that is
 * GREEN, once each. One that is YELLOW for nothing but what a demonstration leaves out they approve
 * too, and their deputy writes the exception that it asks for. They approve nothing else.
 */
final class SampleOwners {
  /** Findings that they know, and why each of them may stand. */
  private static final List<Accepted> ACCEPTED =
      List.of(
          new Accepted("canary-only/", "no client but the canary tried the target before"),
          new Accepted("fence-none/", "nothing locks a sample application out of its source"),
          new Accepted("acl-nothing-compared/", "every sample application is a super user"),
          new Accepted("rehearsal-waived/", "nobody rehearsed the way back"));

  private final String wave;
  private final List<Person> owners = new ArrayList<>();
  private final Person deputy;
  private final Narrator narrator;
  private final Set<String> decided = new HashSet<>();

  private record Accepted(String finding, String because) {}

  private record Person(Cast who, TidegateClient client) {}

  SampleOwners(String wave, String apiUrl, Narrator narrator, List<Cast> owners) {
    this.wave = wave;
    this.narrator = narrator;
    for (Cast who : owners) {
      this.owners.add(new Person(who, new TidegateClient(apiUrl, who.token())));
    }
    this.deputy = new Person(Cast.DEPUTY, new TidegateClient(apiUrl, Cast.DEPUTY.token()));
  }

  /** What somebody who accepts these findings would write; empty where one of them is unknown. */
  static String exception(List<String> findings) {
    List<String> because = new ArrayList<>();
    for (Accepted accepted : ACCEPTED) {
      if (findings.stream().anyMatch(id -> id.startsWith(accepted.finding))) {
        because.add(accepted.because);
      }
    }
    boolean all =
        findings.stream()
            .allMatch(id -> ACCEPTED.stream().anyMatch(known -> id.startsWith(known.finding)));
    return all && !because.isEmpty() ? "a demonstration: " + String.join("; ", because) : "";
  }

  /**
   * Decides on each open round of the view; fails on a round that a careful owner would not approve
   * unread.
   */
  void decide(JsonNode view) {
    for (JsonNode gate : view.path("gates")) {
      String round = gate.path("gate").asText() + " " + gate.path("round").asInt();
      if (gate.path("state").asText().equals("OPEN") && decided.add(round)) {
        decide(gate, new Lights(view));
      }
    }
  }

  private void decide(JsonNode gate, Lights lights) {
    switch (gate.path("light").asText()) {
      case "GREEN" ->
          owners.forEach(owner -> approve(owner, gate, "GREEN in all that was asked", ""));
      case "YELLOW" -> {
        String exception =
            gate.path("before").asText().equals("quiesce") ? exception(lights.findings()) : "";
        if (exception.isEmpty()) {
          throw unread(gate, lights);
        }
        narrator.say("gate " + gate.path("gate").asText() + " is YELLOW; what its people read:");
        lights.lines().forEach(narrator::detail);
        owners.forEach(
            owner -> approve(owner, gate, "every position proven, the rest is known", ""));
        approve(deputy, gate, "as the owners", exception);
      }
      default -> throw unread(gate, lights);
    }
  }

  private static IllegalStateException unread(JsonNode gate, Lights lights) {
    return new IllegalStateException(
        "gate %s is %s in round %d; nobody approves that in their sleep: %s"
            .formatted(
                gate.path("gate").asText(),
                gate.path("light").asText(),
                gate.path("round").asInt(),
                lights.lines()));
  }

  private void approve(Person person, JsonNode gate, String reason, String exception) {
    String name = gate.path("gate").asText();
    person
        .client
        .approve(wave, gate, reason, exception)
        .orFail(person.who.subject() + "'s approval of gate " + name);
    narrator.say(
        "%s approved gate %s, round %d%s"
            .formatted(
                person.who.subject(),
                name,
                gate.path("round").asInt(),
                exception.isEmpty() ? "" : ", with a written exception: " + exception));
  }
}
