package io.tidegate.activities;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.tidegate.activities.proof.GroupProof;
import io.tidegate.activities.proof.ProofJson;
import io.tidegate.activities.proof.RangeJson;
import io.tidegate.activities.score.Checked;
import io.tidegate.activities.signatures.Waiver;
import io.tidegate.parity.Light;
import io.tidegate.parity.PartitionPair;
import io.tidegate.parity.ProvenRange;
import io.tidegate.parity.Row;
import io.tidegate.workflows.view.Scored;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * The evidence about one unit: the contract's parity JSON of its groups, with the ranges that they
 * proved, the facts that it was taken under and the scorecard that it led to.
 *
 * @param checks what was seen beside the proofs; none for the final positions
 * @param scorecard empty for the final positions, on which nobody votes again
 * @param waivers of the unit, as they were judged then
 */
record UnitProof(
    String unit,
    Instant checkedAt,
    List<GroupProof> groups,
    UnitFacts facts,
    List<Checked> checks,
    List<Scored> scorecard,
    List<Waiver> waivers) {
  private static final ObjectMapper JSON = new ObjectMapper();

  UnitProof {
    groups = List.copyOf(groups);
    checks = List.copyOf(checks);
    scorecard = List.copyOf(scorecard);
    waivers = List.copyOf(waivers);
  }

  /** The worst of the groups, with pending as it was then and whatever anybody accepted. */
  Light light() {
    return Light.worst(groups.stream().map(GroupProof::light).toList());
  }

  /** What was proven, by group and partition: a later check reads only what lies beyond it. */
  Map<String, Map<PartitionPair, ProvenRange>> ranges() {
    Map<String, Map<PartitionPair, ProvenRange>> ranges = new HashMap<>();
    for (GroupProof proof : groups) {
      Map<PartitionPair, ProvenRange> ofGroup = new HashMap<>();
      for (Row row : proof.partitions()) {
        ProvenRange range = row.proven();
        if (range != null) {
          ofGroup.put(row.pair(), range);
        }
      }
      ranges.put(proof.group(), ofGroup);
    }
    return ranges;
  }

  byte[] bytes() {
    ObjectNode node = JSON.createObjectNode();
    node.put("unit", unit).put("light", light().name()).put("checkedAt", checkedAt.toString());
    node.putObject("source").put("clusterId", facts.sourceClusterId());
    node.putObject("target").put("clusterId", facts.targetClusterId());
    ArrayNode proofs = node.putArray("groups");
    groups.forEach(group -> proofs.add(ProofJson.toNode(group)));
    ObjectNode ranges = node.putObject("ranges");
    groups.forEach(group -> ranges.set(group.group(), RangeJson.toNode(group)));
    node.set("facts", tree(facts));
    ArrayNode scores = node.putArray("scorecard");
    scorecard.forEach(score -> scores.add(tree(score)));
    ArrayNode seen = node.putArray("checks");
    checks.forEach(check -> seen.add(tree(check)));
    ArrayNode signed = node.putArray("waivers");
    waivers.forEach(waiver -> signed.add(tree(waiver)));
    return node.toString().getBytes(StandardCharsets.UTF_8);
  }

  static UnitProof read(byte[] bytes) {
    try {
      JsonNode node = JSON.readTree(bytes);
      List<GroupProof> groups = new ArrayList<>();
      for (JsonNode group : node.path("groups")) {
        GroupProof proof = ProofJson.read(group.toString().getBytes(StandardCharsets.UTF_8));
        groups.add(RangeJson.withRanges(proof, node.path("ranges").path(proof.group())));
      }
      List<Checked> checks = new ArrayList<>();
      for (JsonNode check : node.path("checks")) {
        checks.add(Bodies.read(check.toString(), Checked.class));
      }
      List<Scored> scorecard = new ArrayList<>();
      for (JsonNode score : node.path("scorecard")) {
        scorecard.add(Bodies.read(score.toString(), Scored.class));
      }
      List<Waiver> waivers = new ArrayList<>();
      for (JsonNode waiver : node.path("waivers")) {
        waivers.add(Bodies.read(waiver.toString(), Waiver.class));
      }
      return new UnitProof(
          node.path("unit").asText(),
          Instant.parse(node.path("checkedAt").asText()),
          groups,
          Bodies.read(node.path("facts").toString(), UnitFacts.class),
          checks,
          scorecard,
          waivers);
    } catch (IOException e) {
      throw new IllegalStateException("the ledger holds no readable proof: " + e.getMessage(), e);
    }
  }

  private static JsonNode tree(Object body) {
    try {
      return JSON.readTree(Bodies.bytes(body));
    } catch (IOException e) {
      throw new IllegalStateException("what was just written does not read", e);
    }
  }
}
