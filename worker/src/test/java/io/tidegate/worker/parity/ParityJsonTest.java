package io.tidegate.worker.parity;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.tidegate.activities.proof.GroupProof.ProofFinding;
import io.tidegate.parity.Grade;
import io.tidegate.parity.Light;
import io.tidegate.parity.Verdict;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import org.junit.jupiter.api.Test;

/** The document of {@code --json} against its published schema. */
class ParityJsonTest {
  private static final JsonMapper JSON = new JsonMapper();

  /** The example of the contract. */
  private static final String CONTRACT =
      """
      {"light": "RED", "checkedAt": "2026-11-22T10:00:00Z",
       "source": {"clusterId": "s"}, "target": {"clusterId": "t"},
       "groups": [{"group": "payments-charger", "light": "RED", "targetState": "EMPTY", "findings": [], "partitions": [
         {"topic": "payments", "partition": 0, "targetTopic": "payments", "targetPartition": 0,
          "committed": "6", "resume": "11", "verdict": "EXACT", "proof": "RANGE_AND_SUFFIX", "anchor": "WINDOW",
          "obligations": ["PROFILE", "ANCHOR", "RANGE", "BEFORE", "AFTER", "ORDER", "SETTLED", "SUFFIX", "FRAME"], "suffixRead": "4",
          "replay": "0", "replaySpan": "PT0S", "skip": "0", "pending": "0", "pendingAge": "PT0S", "awaited": "0", "aborted": "0", "phantom": "0", "foreign": "0",
          "reordered": "0", "superseded": "0", "candidates": [], "light": "GREEN", "reason": "…",
          "targetCommitted": "10", "grade": {"verdict": "REPLAY", "records": "1"}}]}]}
      """;

  @Test
  void theContractsOwnExampleFitsTheSchema() {
    assertThat(ParitySchema.violations(CONTRACT)).isEmpty();
  }

  @Test
  void aReportHasTheContractsFieldsInItsOrder() throws Exception {
    String document =
        ParityJson.write(
            Rows.report(
                Rows.proof(
                    "payments-charger",
                    List.of(new ProofFinding("target-active/g", Light.RED, "members [m]")),
                    Rows.graded(0, 9, new Grade(Verdict.REPLAY, 1, null)),
                    Rows.skip(1, 2),
                    Rows.replay(2, 4),
                    Rows.repartitioned(3))));

    assertThat(ParitySchema.violations(document)).isEmpty();
    assertThat(document.lines()).hasSize(1);
    JsonNode read = JSON.readTree(document);
    JsonNode contract = JSON.readTree(CONTRACT);
    assertThat(names(read)).isEqualTo(names(contract));
    assertThat(names(read.at("/groups/0"))).isEqualTo(names(contract.at("/groups/0")));
    assertThat(names(read.at("/groups/0/partitions/0")))
        .isEqualTo(names(contract.at("/groups/0/partitions/0")));
    assertThat(read.at("/light").asText()).isEqualTo("RED");
    assertThat(read.at("/source/clusterId").asText()).isEqualTo("source-id");
    assertThat(read.at("/groups/0/partitions/0/committed").isTextual()).isTrue();
    assertThat(read.at("/groups/0/partitions/3/partition").isNull()).isTrue();
  }

  @Test
  void theSchemaIsStrict() throws Exception {
    assertThat(broken(root -> root.put("version", 1))).isNotEmpty();
    assertThat(broken(root -> root.remove("checkedAt"))).isNotEmpty();
    assertThat(broken(root -> root.put("checkedAt", "yesterday"))).isNotEmpty();
    assertThat(broken(root -> root.put("light", "ORANGE"))).isNotEmpty();
    assertThat(broken(root -> row(root).put("committed", 6))).isNotEmpty();
    assertThat(broken(root -> row(root).put("committed", "-1"))).isNotEmpty();
    assertThat(broken(root -> row(root).put("pendingAge", "30s"))).isNotEmpty();
    assertThat(broken(root -> row(root).put("verdict", "LOST"))).isNotEmpty();
    assertThat(broken(root -> row(root).put("verdict", "SKIP"))).isNotEmpty();
    assertThat(broken(root -> row(root).putNull("resume"))).isNotEmpty();
    assertThat(broken(root -> row(root).remove("grade"))).isNotEmpty();
    assertThat(broken(root -> row(root).putNull("targetCommitted"))).isNotEmpty();
  }

  private static List<String> broken(Consumer<ObjectNode> change) throws Exception {
    ObjectNode root = (ObjectNode) JSON.readTree(CONTRACT);
    change.accept(root);
    return ParitySchema.violations(root.toString());
  }

  private static ObjectNode row(ObjectNode root) {
    return (ObjectNode) root.at("/groups/0/partitions/0");
  }

  private static List<String> names(JsonNode node) {
    return node.properties().stream().map(Map.Entry::getKey).toList();
  }
}
