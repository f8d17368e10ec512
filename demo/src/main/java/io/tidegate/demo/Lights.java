package io.tidegate.demo;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/** The scorecards of a wave, as its view shows them. */
final class Lights {
  private final JsonNode view;

  /**
   * @param view as {@code GET /waves/{wave}} answers it
   */
  Lights(JsonNode view) {
    this.view = view;
  }

  /** For people: a line with the five lights of each unit, and one for each finding that grades. */
  List<String> lines() {
    List<String> lines = new ArrayList<>();
    for (JsonNode unit : view.path("units")) {
      List<String> lights = new ArrayList<>();
      for (JsonNode scored : unit.path("scorecard")) {
        lights.add(scored.path("dimension").asText() + " " + scored.path("light").asText());
      }
      lines.add(
          String.format(
              Locale.ROOT, "%-10s %s", unit.path("unit").asText(), String.join(", ", lights)));
      for (JsonNode finding : graded(unit)) {
        lines.add(
            String.format(
                Locale.ROOT,
                "  %s %s: %s",
                finding.path("light").asText(),
                finding.path("id").asText(),
                finding.path("reason").asText()));
      }
    }
    return lines;
  }

  /** The ids of all findings that grade. */
  List<String> findings() {
    List<String> ids = new ArrayList<>();
    for (JsonNode unit : view.path("units")) {
      graded(unit).forEach(finding -> ids.add(finding.path("id").asText()));
    }
    return ids;
  }

  private static List<JsonNode> graded(JsonNode unit) {
    List<JsonNode> graded = new ArrayList<>();
    for (JsonNode scored : unit.path("scorecard")) {
      for (JsonNode finding : scored.path("findings")) {
        String light = finding.path("light").asText();
        if (light.equals("YELLOW") || light.equals("RED")) {
          graded.add(finding);
        }
      }
    }
    return graded;
  }
}
