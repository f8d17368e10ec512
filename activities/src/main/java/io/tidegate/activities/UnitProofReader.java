package io.tidegate.activities;

import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.tidegate.activities.proof.GroupProof;
import io.tidegate.activities.proof.ProofJson;
import io.tidegate.activities.proof.RangeJson;
import io.tidegate.activities.score.Checked;
import io.tidegate.activities.signatures.Waiver;
import io.tidegate.parity.PartitionPair;
import io.tidegate.parity.ProvenRange;
import io.tidegate.parity.Row;
import io.tidegate.workflows.view.Scored;
import java.io.IOException;
import java.io.InputStream;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Reads back what {@link UnitProofJson} wrote, piece by piece and row by row. Used once. */
final class UnitProofReader {
  private static final ObjectMapper JSON = new ObjectMapper();

  private final Map<String, JsonNode> heads = new LinkedHashMap<>();
  private final Map<String, List<Row>> rows = new HashMap<>();
  private final Map<String, Map<PartitionPair, ProvenRange>> ranges = new HashMap<>();
  private final List<Checked> checks = new ArrayList<>();
  private final List<Scored> scorecard = new ArrayList<>();
  private final List<Waiver> waivers = new ArrayList<>();
  private final List<String> pieces = new ArrayList<>();
  private @Nullable String unit;
  private @Nullable Instant checkedAt;
  private @Nullable UnitFacts facts;

  private interface Element {
    void read() throws IOException;
  }

  /** The next piece, the first before those that it names. */
  void read(InputStream piece) throws IOException {
    try (JsonParser json = JSON.createParser(piece)) {
      json.nextToken();
      while (json.nextToken() == JsonToken.FIELD_NAME) {
        String field = json.currentName();
        json.nextToken();
        read(field, json);
      }
    }
  }

  /** Further pieces, as far as those say that were read. */
  List<String> pieces() {
    return List.copyOf(pieces);
  }

  private void read(String field, JsonParser json) throws IOException {
    switch (field) {
      case "unit" -> unit = json.getText();
      case "checkedAt" -> checkedAt = Instant.parse(json.getText());
      case "pieces" -> each(json, () -> pieces.add(json.getText()));
      case "groups" -> each(json, () -> group(json));
      case "ranges" -> ranges(json);
      case "facts" -> facts = Bodies.next(json, UnitFacts.class);
      case "checks" -> each(json, () -> checks.add(Bodies.next(json, Checked.class)));
      case "scorecard" -> each(json, () -> scorecard.add(Bodies.next(json, Scored.class)));
      case "waivers" -> each(json, () -> waivers.add(Bodies.next(json, Waiver.class)));
      default -> json.skipChildren(); // what is told of other fields
    }
  }

  private static void each(JsonParser json, Element element) throws IOException {
    while (json.nextToken() != JsonToken.END_ARRAY) {
      element.read();
    }
  }

  private void group(JsonParser json) throws IOException {
    ObjectNode head = JSON.createObjectNode();
    List<Row> read = new ArrayList<>();
    while (json.nextToken() == JsonToken.FIELD_NAME) {
      String field = json.currentName();
      json.nextToken();
      if (field.equals(ProofJson.ROWS)) {
        each(json, () -> read.add(ProofJson.row(JSON.<JsonNode>readTree(json))));
      } else {
        head.set(field, JSON.<JsonNode>readTree(json));
      }
    }
    String group = head.path("group").asText();
    heads.putIfAbsent(group, head);
    rows.computeIfAbsent(group, first -> new ArrayList<>()).addAll(read);
  }

  private void ranges(JsonParser json) throws IOException {
    while (json.nextToken() == JsonToken.FIELD_NAME) {
      Map<PartitionPair, ProvenRange> ofGroup =
          ranges.computeIfAbsent(json.currentName(), first -> new HashMap<>());
      json.nextToken();
      each(
          json,
          () -> {
            JsonNode range = JSON.readTree(json);
            ofGroup.put(RangeJson.pair(range), RangeJson.range(range));
          });
    }
  }

  /** All that was read. */
  UnitProof proof() {
    List<GroupProof> groups = new ArrayList<>();
    heads.forEach((group, head) -> groups.add(ProofJson.read(head, proven(group))));
    return new UnitProof(
        known("unit", unit),
        known("checkedAt", checkedAt),
        groups,
        known("facts", facts),
        checks,
        scorecard,
        waivers);
  }

  /** With their ranges; evidence that was taken before ranges were kept has none. */
  private List<Row> proven(String group) {
    Map<PartitionPair, ProvenRange> proven = ranges.getOrDefault(group, Map.of());
    return rows.getOrDefault(group, List.of()).stream()
        .map(row -> row.withProven(proven.get(row.pair())))
        .toList();
  }

  private static <T> T known(String field, @Nullable T value) {
    if (value == null) {
      throw new IllegalStateException("the ledger holds no readable proof: no field " + field);
    }
    return value;
  }
}
