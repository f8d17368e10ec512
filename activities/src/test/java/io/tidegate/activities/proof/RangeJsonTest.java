package io.tidegate.activities.proof;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.tidegate.activities.proof.GroupProof.TargetState;
import io.tidegate.parity.Isolation;
import io.tidegate.parity.Light;
import io.tidegate.parity.PartitionPair;
import io.tidegate.parity.Profile;
import io.tidegate.parity.ProvenRange;
import io.tidegate.parity.Row;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;

class RangeJsonTest {
  private static final ObjectMapper JSON = new ObjectMapper();

  private static final ProvenRange RANGE =
      new ProvenRange(
          "a-source",
          null,
          new Profile(true, Set.of("b", "a"), true, Isolation.READ_COMMITTED, "offset"),
          3,
          9_007_199_254_740_993L,
          90,
          5,
          100,
          94,
          List.of(
              new ProvenRange.Stretch(0, 0, 40, 3, 5, 43, 45),
              new ProvenRange.Stretch(40, 41, 50, 44, 47, 99, 99)),
          List.of(new ProvenRange.Strangers(40, 1, 46, 46)));

  private static final GroupProof PROOF =
      proof(
          row(new PartitionPair("payments", 0, "legacy.payments", 0)).withProven(RANGE),
          row(new PartitionPair("payments", 1, "legacy.payments", 1)),
          row(PartitionPair.repartitioned("orders", "legacy.orders", 2)).withProven(RANGE));

  @Test
  void rangesComeBackToTheRowsThatProvedThem() throws Exception {
    JsonNode written = JSON.readTree(RangeJson.toNode(PROOF).toString());
    GroupProof plain = ProofJson.read(ProofJson.write(PROOF));

    GroupProof read = RangeJson.withRanges(plain, written);

    assertThat(plain.partitions()).allSatisfy(row -> assertThat(row.proven()).isNull());
    assertThat(read.partitions()).extracting(Row::proven).containsExactly(RANGE, null, RANGE);
    assertThat(RangeJson.toNode(read).toString()).isEqualTo(written.toString());
  }

  @Test
  void evidenceThatWasTakenBeforeRangesWereKeptHasNone() {
    assertThat(RangeJson.withRanges(PROOF, JSON.createObjectNode().path("ranges")).partitions())
        .allSatisfy(row -> assertThat(row.proven()).isNull());
  }

  @Test
  void theContractsFormHasNoRanges() {
    assertThat(new String(ProofJson.write(PROOF), java.nio.charset.StandardCharsets.UTF_8))
        .doesNotContain("stretches", "ranges");
  }

  @Test
  void anythingElseIsNotReadAsARange() throws Exception {
    JsonNode broken = JSON.readTree("[{\"topic\":\"t\"}]");

    assertThatThrownBy(() -> RangeJson.withRanges(PROOF, broken))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("not a proven range");
  }

  private static Row row(PartitionPair pair) {
    return Row.unproven(pair, null, null, "because");
  }

  private static GroupProof proof(Row... rows) {
    return new GroupProof("charger", Light.RED, TargetState.EMPTY, List.of(), List.of(rows));
  }
}
