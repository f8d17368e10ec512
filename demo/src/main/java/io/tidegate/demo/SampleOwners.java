package io.tidegate.demo;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * The owners of the sample applications in {@code --auto}: they approve a round that is GREEN, once
 * each, and nothing else.
 */
final class SampleOwners {
  private final String wave;
  private final List<Owner> asked = new ArrayList<>();
  private final Narrator narrator;
  private final Set<String> decided = new HashSet<>();

  private record Owner(Cast who, TidegateClient client) {}

  SampleOwners(String wave, String apiUrl, Narrator narrator, List<Cast> owners) {
    this.wave = wave;
    this.narrator = narrator;
    for (Cast who : owners) {
      asked.add(new Owner(who, new TidegateClient(apiUrl, who.token())));
    }
  }

  /**
   * Decides on each open round of the view; fails on a round that a careful owner would not approve
   * unread.
   */
  void decide(JsonNode view) {
    for (JsonNode gate : view.path("gates")) {
      if (gate.path("state").asText().equals("OPEN")) {
        asked.forEach(owner -> decide(owner, gate));
      }
    }
  }

  private void decide(Owner owner, JsonNode gate) {
    String name = gate.path("gate").asText();
    int round = gate.path("round").asInt();
    if (!decided.add(owner.who + " " + name + " " + round)) {
      return;
    }
    String light = gate.path("light").asText();
    if (!light.equals("GREEN")) {
      throw new IllegalStateException(
          "gate "
              + name
              + " is "
              + light
              + " in round "
              + round
              + "; nobody approves that in their sleep");
    }
    TidegateClient.Answer answer =
        owner.client.put(
            "/waves/" + wave + "/gates/" + name + "/decision",
            Map.of(
                "round",
                round,
                "decision",
                "APPROVE",
                "evidenceDigest",
                gate.path("evidenceDigest").asText(),
                "reason",
                "all rows GREEN"));
    answer.orFail(owner.who.subject() + "'s approval of gate " + name);
    narrator.say(owner.who.subject() + " approved gate " + name + ", round " + round);
  }
}
