package io.tidegate.demo;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;

/**
 * Turns an entry of the ledger's timeline into lines for people. An entry it has no words for is
 * shown as it stands.
 */
final class Timeline {
  /** What a person said is told by the entry that settles it. */
  private static final Set<String> TOLD_ELSEWHERE =
      Set.of("decision-said", "rollback-said", "seeded");

  private static final Map<String, String> STEP_WORDS =
      Map.of(
          "step-started",
          "begins",
          "step-done",
          "done",
          "step-parked",
          "PARKED",
          "step-retried",
          "tried again");

  private final ObjectMapper json = new ObjectMapper();

  /**
   * @param entry as {@code GET /waves/{wave}/timeline} lists it
   */
  List<String> lines(JsonNode entry) {
    JsonNode detail = detail(entry.path("detail"));
    String kind = entry.path("kind").asText();
    List<String> lines = new ArrayList<>();
    if (TOLD_ELSEWHERE.contains(kind)) {
      return List.of();
    }
    if (STEP_WORDS.containsKey(kind)) {
      lines.add(step(STEP_WORDS.getOrDefault(kind, kind), detail));
    } else if (detail.has("rows")) {
      lines.add(
          about(detail, kind)
              + "  "
              + detail.path("light").asText()
              + "  "
              + detail.path("note").asText());
      List<String> lights = new ArrayList<>();
      detail.path("lights").forEach(light -> lights.add(light.asText()));
      if (!lights.isEmpty()) {
        lines.add("             " + String.join(", ", lights));
      }
      detail.path("rows").forEach(row -> lines.add(row(row)));
    } else if (kind.endsWith("-settled")) {
      lines.add(
          about(detail, kind)
              + "  "
              + entry.path("subject").asText()
              + ": "
              + detail.path("reason").asText());
    } else if (kind.startsWith("gate-")) {
      lines.add(about(detail, kind) + "  " + detail.path("reason").asText());
    } else if (kind.equals("break-glass")) {
      lines.add(
          about(detail, kind)
              + "  "
              + detail.path("what").asText()
              + ", in "
              + detail.path("file").asText());
    } else {
      lines.add(about(detail, kind) + "  " + rest(detail));
      detail.path("places").forEach(place -> lines.add(place(place)));
    }
    return lines;
  }

  private static String step(String word, JsonNode detail) {
    String said = detail.path("note").asText(detail.path("reason").asText(""));
    return about(detail, detail.path("step").asText())
        + "  "
        + word
        + (said.isEmpty() ? "" : ": " + said);
  }

  private static String about(JsonNode detail, String what) {
    String unit = detail.path("unit").asText("");
    return String.format(Locale.ROOT, "%-10s %-17s", unit.isEmpty() ? "wave" : unit, what);
  }

  private static String row(JsonNode row) {
    return String.format(
        Locale.ROOT,
        "             %s %s-%s  %s → %s  %s %s  %s",
        row.path("group").asText(),
        row.path("topic").asText(),
        row.path("partition").asText(),
        row.path("committed").asText("-"),
        row.path("resume").asText("-"),
        row.path("verdict").asText(),
        row.path("light").asText(),
        row.path("reason").asText());
  }

  private static String place(JsonNode place) {
    return String.format(
        Locale.ROOT,
        "             %s %s-%s  %s ← %s  %s",
        place.path("group").asText(),
        place.path("topic").asText(),
        place.path("partition").asText(),
        place.path("position").asText("-"),
        place.path("targetCommitted").asText("-"),
        place.path("reason").asText());
  }

  /** What is said in one line. */
  private static String rest(JsonNode detail) {
    List<String> words = new ArrayList<>();
    for (Map.Entry<String, JsonNode> field : detail.properties()) {
      if (field.getValue().isNull() || field.getKey().equals("places")) {
        continue; // it says nothing, or is told apart
      }
      JsonNode value = field.getValue();
      String said = value.isValueNode() ? value.asText() : value.toString();
      if (!field.getKey().equals("unit") && !field.getKey().equals("evidence") && !said.isEmpty()) {
        words.add(field.getKey() + " " + said);
      }
    }
    return String.join(", ", words);
  }

  /** The ledger keeps the detail as text; the api may hand it out as an object. */
  private JsonNode detail(JsonNode detail) {
    if (!detail.isTextual()) {
      return detail;
    }
    try {
      return json.readTree(detail.asText());
    } catch (JsonProcessingException e) {
      return json.createObjectNode().put("detail", detail.asText());
    }
  }
}
