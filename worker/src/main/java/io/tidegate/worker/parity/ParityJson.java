package io.tidegate.worker.parity;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.tidegate.activities.proof.ProofJson;

/** The document of {@code --json}: docs/parity.schema.json describes it. */
final class ParityJson {
  private ParityJson() {}

  /** One line, without spaces. */
  static String write(ParityReport report) {
    ObjectNode document = JsonNodeFactory.instance.objectNode();
    document.put("light", report.light().name());
    document.put("checkedAt", report.checkedAt().toString());
    document.putObject("source").put("clusterId", report.source().clusterId());
    document.putObject("target").put("clusterId", report.target().clusterId());
    ArrayNode groups = document.putArray("groups");
    report.groups().forEach(proof -> groups.add(ProofJson.toNode(proof)));
    return document.toString();
  }
}
