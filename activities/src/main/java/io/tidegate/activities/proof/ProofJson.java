package io.tidegate.activities.proof;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.tidegate.activities.proof.GroupProof.ProofFinding;
import io.tidegate.activities.proof.GroupProof.TargetState;
import io.tidegate.parity.Anchor;
import io.tidegate.parity.Boundary;
import io.tidegate.parity.Counts;
import io.tidegate.parity.Grade;
import io.tidegate.parity.Light;
import io.tidegate.parity.Obligation;
import io.tidegate.parity.PartitionPair;
import io.tidegate.parity.Proof;
import io.tidegate.parity.Row;
import io.tidegate.parity.Verdict;
import java.time.Duration;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * The parity JSON of the contract. Offsets and record counts are strings, since readers in
 * JavaScript round above 2⁵³; fields stand in the contract's order, so equal proofs are equal
 * bytes. The records around a boundary are for the screen and not part of it.
 */
public final class ProofJson {
  private static final JsonMapper JSON = JsonMapper.builder().build();

  /** The field of a group that has its rows. */
  public static final String ROWS = "partitions";

  private ProofJson() {}

  /** The proof as a node, to stand in a larger document. */
  public static ObjectNode toNode(GroupProof proof) {
    ObjectNode node = head(proof);
    ArrayNode partitions = node.putArray(ROWS);
    proof.partitions().forEach(row -> partitions.add(toNode(row)));
    return node;
  }

  /** The same without the rows, which come last, under {@value #ROWS}. */
  public static ObjectNode head(GroupProof proof) {
    ObjectNode node = JSON.createObjectNode();
    node.put("group", proof.group());
    node.put("light", proof.light().name());
    node.put("targetState", proof.targetState().name());
    ArrayNode findings = node.putArray("findings");
    for (ProofFinding finding : proof.findings()) {
      findings
          .addObject()
          .put("id", finding.id())
          .put("light", finding.light().name())
          .put("reason", finding.reason());
    }
    return node;
  }

  /** One row of a proof as a node. */
  public static ObjectNode toNode(Row row) {
    ObjectNode node = JSON.createObjectNode();
    node.put("topic", row.pair().topic()).put("partition", row.pair().partition());
    node.put("targetTopic", row.pair().targetTopic())
        .put("targetPartition", row.pair().targetPartition());
    node.put("committed", text(row.committed())).put("resume", text(row.resume()));
    node.put("verdict", row.verdict().name())
        .put("proof", row.proof().name())
        .put("anchor", row.anchor().name());
    ArrayNode obligations = node.putArray("obligations");
    row.obligations().stream().sorted().forEach(obligation -> obligations.add(obligation.name()));
    putCounts(node, row.counts());
    ArrayNode candidates = node.putArray("candidates");
    row.candidates().forEach(candidate -> candidates.add(String.valueOf(candidate)));
    node.put("light", row.light().name()).put("reason", row.reason());
    node.put("targetCommitted", text(row.targetCommitted()));
    Grade grade = row.grade();
    if (grade == null) {
      node.putNull("grade");
    } else {
      node.putObject("grade")
          .put("verdict", grade.verdict().name())
          .put("records", String.valueOf(grade.records()));
    }
    return node;
  }

  private static void putCounts(ObjectNode node, Counts counts) {
    node.put("suffixRead", text(counts.suffixRead()));
    node.put("replay", text(counts.replay())).put("replaySpan", counts.replaySpan().toString());
    node.put("skip", text(counts.skip()));
    node.put("pending", text(counts.pending())).put("pendingAge", counts.pendingAge().toString());
    node.put("awaited", text(counts.awaited())).put("aborted", text(counts.aborted()));
    node.put("phantom", text(counts.phantom())).put("foreign", text(counts.foreign()));
    node.put("reordered", text(counts.reordered())).put("superseded", text(counts.superseded()));
  }

  /**
   * Reads back what was written of a group.
   *
   * @param node from {@link #head}, with or without rows
   * @param rows of the group, each from {@link #row}
   * @throws IllegalArgumentException if it is something else
   */
  public static GroupProof read(JsonNode node, List<Row> rows) {
    List<ProofFinding> findings = new ArrayList<>();
    for (JsonNode finding : field(node, "findings")) {
      findings.add(
          new ProofFinding(
              string(finding, "id"),
              Light.valueOf(string(finding, "light")),
              string(finding, "reason")));
    }
    return new GroupProof(
        string(node, "group"),
        Light.valueOf(string(node, "light")),
        TargetState.valueOf(string(node, "targetState")),
        findings,
        rows);
  }

  /**
   * Reads back what {@link #toNode(Row)} made of a row.
   *
   * @throws IllegalArgumentException if it is something else
   */
  public static Row row(JsonNode node) {
    Set<Obligation> obligations = EnumSet.noneOf(Obligation.class);
    field(node, "obligations").forEach(name -> obligations.add(Obligation.valueOf(name.asText())));
    List<Long> candidates = new ArrayList<>();
    field(node, "candidates")
        .forEach(candidate -> candidates.add(Long.parseLong(candidate.asText())));
    JsonNode grade = field(node, "grade");
    return new Row(
        new PartitionPair(
            string(node, "topic"),
            field(node, "partition").isNull() ? null : field(node, "partition").asInt(),
            string(node, "targetTopic"),
            field(node, "targetPartition").asInt()),
        number(node, "committed"),
        number(node, "resume"),
        Verdict.valueOf(string(node, "verdict")),
        Proof.valueOf(string(node, "proof")),
        Anchor.valueOf(string(node, "anchor")),
        obligations,
        counts(node),
        candidates,
        Light.valueOf(string(node, "light")),
        string(node, "reason"),
        number(node, "targetCommitted"),
        grade.isNull()
            ? null
            : new Grade(
                // The span is not in the contract's rows: it was judged where the row was made.
                Verdict.valueOf(string(grade, "verdict")), count(grade, "records"), null),
        Boundary.UNKNOWN);
  }

  private static Counts counts(JsonNode node) {
    return new Counts(
        count(node, "suffixRead"),
        count(node, "replay"),
        Duration.parse(string(node, "replaySpan")),
        count(node, "skip"),
        count(node, "pending"),
        Duration.parse(string(node, "pendingAge")),
        count(node, "awaited"),
        count(node, "aborted"),
        count(node, "phantom"),
        count(node, "foreign"),
        count(node, "reordered"),
        count(node, "superseded"));
  }

  private static JsonNode field(JsonNode node, String name) {
    JsonNode found = node.get(name);
    if (found == null) {
      throw new IllegalArgumentException("not a group's proof: no field " + name);
    }
    return found;
  }

  private static String string(JsonNode node, String name) {
    return field(node, name).asText();
  }

  private static long count(JsonNode node, String name) {
    return Long.parseLong(string(node, name));
  }

  private static @Nullable Long number(JsonNode node, String name) {
    JsonNode found = field(node, name);
    return found.isNull() ? null : Long.valueOf(found.asText());
  }

  private static @Nullable String text(@Nullable Long number) {
    return number == null ? null : number.toString();
  }
}
