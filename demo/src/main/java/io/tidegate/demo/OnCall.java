package io.tidegate.demo;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.Map;
import java.util.Set;

/**
 * On-call in {@code --auto --rollback}: lets every unit switch and soak for a moment, then takes
 * the whole wave back, alone.
 */
final class OnCall {
  private static final Set<String> HAS_BEGUN = Set.of("RUNNING", "DONE");

  private final String wave;
  private final TidegateClient client;
  private final Narrator narrator;
  private boolean asked;

  OnCall(String wave, String apiUrl, Narrator narrator) {
    this.wave = wave;
    this.client = new TidegateClient(apiUrl, Cast.ON_CALL.token());
    this.narrator = narrator;
  }

  /** Returns whether the rollback was asked for, now or before. */
  boolean rollBackOnceSwitched(JsonNode view) {
    if (!asked && everyUnitObserves(view)) {
      asked = true;
      client
          .put("/waves/" + wave + "/rollback", Map.of("reason", "the demo shows the way back"))
          .orFail("the rollback");
      narrator.say(Cast.ON_CALL.subject() + " triggered the rollback");
    }
    return asked;
  }

  private static boolean everyUnitObserves(JsonNode view) {
    for (JsonNode unit : view.path("units")) {
      boolean observes = false;
      for (JsonNode step : unit.path("steps")) {
        observes |=
            step.path("step").asText().equals("observe")
                && HAS_BEGUN.contains(step.path("state").asText());
      }
      if (!observes) {
        return false;
      }
    }
    return !view.path("units").isEmpty();
  }
}
