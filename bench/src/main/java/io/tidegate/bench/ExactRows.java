package io.tidegate.bench;

import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import com.fasterxml.jackson.databind.JsonNode;
import io.tidegate.ledger.Evidence;
import java.io.IOException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * The rows of a unit's evidence, each EXACT at the offset that is known to be right. They are read
 * one by one: the evidence is larger than what may be held of it. Used once.
 */
final class ExactRows {
  private final Evidence evidence;
  private final Map<String, Long> resumes = new HashMap<>();
  private int rows;
  private long bytes;

  ExactRows(Evidence evidence, UnitAtScale unit, UnitAtScale.Lag lag) {
    this.evidence = evidence;
    for (int group = 0; group < unit.groups(); group++) {
      for (int topic = 0; topic < unit.topics(); topic++) {
        resumes.put(of(unit.group(group), unit.topic(topic)), unit.resume(topic, group, lag));
      }
    }
  }

  private static String of(String group, String topic) {
    return group + " of " + topic;
  }

  int rows() {
    return rows;
  }

  /** Of all pieces. */
  long bytes() {
    return bytes;
  }

  /** Reads a piece of evidence and those that it names. */
  ExactRows read(String digest) throws IOException {
    Evidence.Stored stored = evidence.find(digest).orElseThrow();
    bytes += stored.size();
    List<String> further = new ArrayList<>();
    try (JsonParser json = ProofTimer.JSON.createParser(stored.open())) {
      json.nextToken();
      while (json.nextToken() == JsonToken.FIELD_NAME) {
        String field = json.currentName();
        json.nextToken();
        if (field.equals("pieces")) {
          while (json.nextToken() == JsonToken.VALUE_STRING) {
            further.add(json.getText());
          }
        } else if (field.equals("groups")) {
          groups(json);
        } else {
          json.skipChildren();
        }
      }
    }
    for (String piece : further) {
      read(piece);
    }
    return this;
  }

  private void groups(JsonParser json) throws IOException {
    while (json.nextToken() == JsonToken.START_OBJECT) {
      String group = "";
      while (json.nextToken() == JsonToken.FIELD_NAME) {
        String field = json.currentName();
        json.nextToken();
        if (field.equals("group")) {
          group = json.getText();
        } else if (field.equals("partitions")) {
          while (json.nextToken() == JsonToken.START_OBJECT) {
            require(group, ProofTimer.JSON.readTree(json));
            rows++;
          }
        } else {
          json.skipChildren();
        }
      }
    }
  }

  private void require(String group, JsonNode row) {
    Long right = resumes.get(of(group, row.path("topic").asText()));
    if (!row.path("verdict").asText().equals("EXACT")
        || !row.path("resume").asText().equals(String.valueOf(right))) {
      throw new IllegalStateException(group + ": " + row + ", right is " + right);
    }
  }
}
