package io.tidegate.activities.proof;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.tidegate.parity.Isolation;
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

  @Test
  void aRangeComesBackToTheRowThatProvedIt() throws Exception {
    for (PartitionPair pair :
        List.of(
            new PartitionPair("payments", 0, "legacy.payments", 0),
            PartitionPair.repartitioned("orders", "legacy.orders", 2))) {
      JsonNode written =
          JSON.readTree(String.valueOf(RangeJson.toNode(row(pair).withProven(RANGE))));

      assertThat(RangeJson.pair(written)).isEqualTo(pair);
      assertThat(RangeJson.range(written)).isEqualTo(RANGE);
    }
  }

  @Test
  void aRowThatProvedNoneHasNone() {
    assertThat(RangeJson.toNode(row(new PartitionPair("payments", 1, "legacy.payments", 1))))
        .isNull();
  }

  @Test
  void theContractsFormHasNoRanges() {
    Row row = row(new PartitionPair("payments", 0, "legacy.payments", 0)).withProven(RANGE);

    assertThat(ProofJson.toNode(row).toString()).doesNotContain("stretches", "ranges");
  }

  @Test
  void anythingElseIsNotReadAsARange() throws Exception {
    JsonNode broken = JSON.readTree("{\"topic\":\"t\"}");

    assertThatThrownBy(() -> RangeJson.range(broken))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("not a proven range");
  }

  private static Row row(PartitionPair pair) {
    return Row.unproven(pair, null, null, "because");
  }
}
