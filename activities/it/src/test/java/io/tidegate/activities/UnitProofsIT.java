package io.tidegate.activities;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.temporal.failure.ApplicationFailure;
import io.tidegate.activities.proof.GroupProof;
import io.tidegate.activities.proof.GroupProof.ProofFinding;
import io.tidegate.activities.proof.GroupProof.TargetState;
import io.tidegate.activities.proof.ProofJson;
import io.tidegate.activities.score.Checked;
import io.tidegate.ledger.Evidence;
import io.tidegate.parity.Isolation;
import io.tidegate.parity.Light;
import io.tidegate.parity.Profile;
import io.tidegate.parity.ProvenRange;
import io.tidegate.parity.Row;
import io.tidegate.runbooks.Dimension;
import io.tidegate.workflows.view.Scored.Finding;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/** Proofs of units, in one piece of evidence and in several. */
class UnitProofsIT {
  private static final ObjectMapper JSON = new ObjectMapper();
  private static final int PIECE_BYTES = 16 << 10;

  private final Evidence evidence = WaveFixture.sharedLedger().evidence();

  @Test
  void aProofIsOnePieceInTheContractsFormAndReadsBackAsItWasWritten() throws IOException {
    UnitProof proof = proof("charger ✓ \"quoted\" \uD83D\uDE80", 3);

    String digest = new UnitProofs(evidence).put(proof);

    byte[] body = evidence.get(digest).orElseThrow();
    assertThat(Evidence.digestOf(body)).isEqualTo(digest);
    JsonNode read = JSON.readTree(body);
    assertThat(read.properties())
        .extracting(Map.Entry::getKey)
        .containsExactly(
            "unit",
            "light",
            "checkedAt",
            "source",
            "target",
            "groups",
            "ranges",
            "facts",
            "scorecard",
            "checks",
            "waivers");
    assertThat(read.at("/groups/0").toString())
        .as("the group as parity --json has it")
        .isEqualTo(ProofJson.toNode(proof.groups().get(0)).toString());
    assertThat(new UnitProofs(evidence).get(digest)).isEqualTo(proof);
    assertThat(new UnitProofs(evidence).put(proof)).as("equal bytes").isEqualTo(digest);
  }

  @Test
  void whatIsTooLargeForOnePieceStandsInSeveralAndNoRowIsLost() throws IOException {
    UnitProof proof = proof("charger", 100);

    String digest = new UnitProofs(evidence, PIECE_BYTES).put(proof);

    JsonNode first = JSON.readTree(evidence.get(digest).orElseThrow());
    assertThat(first.at("/groups/0/group").asText()).isEqualTo("charger");
    assertThat(first.at("/groups/0").has(ProofJson.ROWS)).as("none rather than some").isFalse();
    List<String> rows = new ArrayList<>();
    for (JsonNode digestOfPiece : first.path("pieces")) {
      byte[] piece = evidence.get(digestOfPiece.asText()).orElseThrow();
      assertThat(piece).hasSizeLessThanOrEqualTo(PIECE_BYTES);
      for (JsonNode group : JSON.readTree(piece).path("groups")) {
        for (JsonNode row : group.path(ProofJson.ROWS)) {
          rows.add(group.path("group").asText() + " " + row);
        }
      }
    }
    assertThat(first.path("pieces").size()).isGreaterThan(2);
    assertThat(rows)
        .containsExactlyElementsOf(
            proof.groups().stream()
                .flatMap(
                    group ->
                        group.partitions().stream()
                            .map(row -> group.group() + " " + ProofJson.toNode(row)))
                .toList());
    assertThat(new UnitProofs(evidence).get(digest)).isEqualTo(proof);
    assertThat(new UnitProofs(evidence, PIECE_BYTES).put(proof)).isEqualTo(digest);
  }

  @Test
  void whatFitsInNoPieceIsRefusedAndNotCut() {
    assertThatThrownBy(() -> new UnitProofs(evidence, 512).put(proof("charger", 2)))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("at most 512 are allowed");
  }

  @Test
  void aProofOfWhichAPieceIsMissingIsRefused() {
    String missing = Evidence.digestOf("never put".getBytes(StandardCharsets.UTF_8));
    String digest =
        evidence.put(
            "{\"unit\":\"payments\",\"pieces\":[\"%s\"],\"groups\":[]}"
                .formatted(missing)
                .getBytes(StandardCharsets.UTF_8));

    assertThatThrownBy(() -> new UnitProofs(evidence).get(digest))
        .isInstanceOf(ApplicationFailure.class)
        .hasMessageContaining("evidence " + missing + " is not in the ledger");
  }

  /** Of two groups, the second without a row. */
  private static UnitProof proof(String group, int rows) {
    return new UnitProof(
        "payments",
        Instant.EPOCH,
        List.of(
            new GroupProof(
                group,
                Light.RED,
                TargetState.EMPTY,
                List.of(new ProofFinding("target-active/" + group, Light.RED, "members [m]")),
                IntStream.range(0, rows).mapToObj(UnitProofsIT::row).toList()),
            new GroupProof("idle", Light.RED, TargetState.ABSENT, List.of(), List.of())),
        DecisiveTest.facts("id-1", 2, "604800000", 0),
        List.of(
            new Checked(
                "looked",
                Dimension.GOVERNANCE,
                Light.RED,
                List.of(new Finding("acl-lost/User:shop", Light.RED, "it cannot READ", false)),
                Map.of("seen", "1"))),
        List.of(),
        List.of());
  }

  /** Every other one has proved a range. */
  private static Row row(int partition) {
    Row row = Proofs.exact(partition, 0);
    return partition % 2 == 0
        ? row
        : row.withProven(
            new ProvenRange(
                "a-source",
                null,
                new Profile(true, Set.of("b"), false, Isolation.READ_COMMITTED, null),
                3,
                103,
                100,
                5,
                105,
                100,
                List.of(new ProvenRange.Stretch(0, 0, 100, 3, 5, 102, 104)),
                List.of()));
  }
}
