package io.tidegate.activities;

import com.fasterxml.jackson.core.JsonGenerator;
import com.fasterxml.jackson.core.json.JsonWriteFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.tidegate.activities.UnitProofs.GroupRow;
import io.tidegate.activities.proof.GroupProof;
import io.tidegate.activities.proof.ProofJson;
import io.tidegate.activities.proof.RangeJson;
import io.tidegate.parity.Row;
import java.io.IOException;
import java.io.OutputStream;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Map.Entry;
import java.util.stream.Collectors;

/**
 * The JSON of {@link UnitProofs}: row by row, since a tree of a large unit is many times its bytes.
 * Equal proofs are equal bytes.
 */
final class UnitProofJson {
  /** An escaped surrogate in the name of a field is none that the parser reads. */
  private static final JsonMapper JSON =
      JsonMapper.builder().enable(JsonWriteFeature.COMBINE_UNICODE_SURROGATES_IN_UTF8).build();

  private UnitProofJson() {}

  /** All of it. */
  static void write(UnitProof proof, OutputStream out) throws IOException {
    try (JsonGenerator json = begun(proof, out)) {
      json.writeArrayFieldStart("groups");
      for (GroupProof group : proof.groups()) {
        json.writeStartObject();
        writeFields(json, ProofJson.head(group));
        writeRows(json, group.partitions());
        json.writeEndObject();
      }
      json.writeEndArray();
      json.writeObjectFieldStart("ranges");
      for (GroupProof group : proof.groups()) {
        writeRanges(json, group.group(), group.partitions());
      }
      json.writeEndObject();
      end(proof, json);
    }
  }

  /** What is not a row, and the digests of the pieces that the rows are in. */
  static void writeHead(UnitProof proof, List<String> pieces, OutputStream out) throws IOException {
    try (JsonGenerator json = begun(proof, out)) {
      json.writeArrayFieldStart("pieces");
      for (String piece : pieces) {
        json.writeString(piece);
      }
      json.writeEndArray();
      json.writeArrayFieldStart("groups");
      for (GroupProof group : proof.groups()) {
        json.writeTree(ProofJson.head(group));
      }
      json.writeEndArray();
      json.writeObjectFieldStart("ranges");
      json.writeEndObject();
      end(proof, json);
    }
  }

  /**
   * Some of the rows.
   *
   * @param some in the order of the proof
   */
  static void writePiece(UnitProof proof, List<GroupRow> some, OutputStream out)
      throws IOException {
    Map<String, List<Row>> rows =
        some.stream()
            .collect(
                Collectors.groupingBy(
                    GroupRow::group,
                    LinkedHashMap::new,
                    Collectors.mapping(GroupRow::row, Collectors.toList())));
    try (JsonGenerator json = JSON.createGenerator(out)) {
      json.writeStartObject();
      json.writeStringField("unit", proof.unit());
      json.writeStringField("checkedAt", proof.checkedAt().toString());
      json.writeArrayFieldStart("groups");
      for (Entry<String, List<Row>> group : rows.entrySet()) {
        json.writeStartObject();
        json.writeStringField("group", group.getKey());
        writeRows(json, group.getValue());
        json.writeEndObject();
      }
      json.writeEndArray();
      json.writeObjectFieldStart("ranges");
      for (Entry<String, List<Row>> group : rows.entrySet()) {
        writeRanges(json, group.getKey(), group.getValue());
      }
      json.writeEndObject();
      json.writeEndObject();
    }
  }

  private static JsonGenerator begun(UnitProof proof, OutputStream out) throws IOException {
    JsonGenerator json = JSON.createGenerator(out);
    json.writeStartObject();
    json.writeStringField("unit", proof.unit());
    json.writeStringField("light", proof.light().name());
    json.writeStringField("checkedAt", proof.checkedAt().toString());
    writeCluster(json, "source", proof.facts().sourceClusterId());
    writeCluster(json, "target", proof.facts().targetClusterId());
    return json;
  }

  private static void end(UnitProof proof, JsonGenerator json) throws IOException {
    json.writeFieldName("facts");
    json.writeRawValue(Bodies.text(proof.facts()));
    writeAll(json, "scorecard", proof.scorecard());
    writeAll(json, "checks", proof.checks());
    writeAll(json, "waivers", proof.waivers());
    json.writeEndObject();
  }

  private static void writeCluster(JsonGenerator json, String side, String id) throws IOException {
    json.writeObjectFieldStart(side);
    json.writeStringField("clusterId", id);
    json.writeEndObject();
  }

  private static void writeFields(JsonGenerator json, ObjectNode node) throws IOException {
    for (Entry<String, JsonNode> field : node.properties()) {
      json.writeFieldName(field.getKey());
      json.writeTree(field.getValue());
    }
  }

  private static void writeRows(JsonGenerator json, List<Row> rows) throws IOException {
    json.writeArrayFieldStart(ProofJson.ROWS);
    for (Row row : rows) {
      json.writeTree(ProofJson.toNode(row));
    }
    json.writeEndArray();
  }

  private static void writeRanges(JsonGenerator json, String group, List<Row> rows)
      throws IOException {
    json.writeArrayFieldStart(group);
    for (Row row : rows) {
      ObjectNode range = RangeJson.toNode(row);
      if (range != null) {
        json.writeTree(range);
      }
    }
    json.writeEndArray();
  }

  private static void writeAll(JsonGenerator json, String name, List<?> bodies) throws IOException {
    json.writeArrayFieldStart(name);
    for (Object body : bodies) {
      json.writeRawValue(Bodies.text(body));
    }
    json.writeEndArray();
  }
}
