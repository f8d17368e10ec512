package io.tidegate.activities.proof;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
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
import org.junit.jupiter.api.Test;

class ProofJsonTest {
  private static final Row EXACT =
      new Row(
          new PartitionPair("payments", 0, "payments", 0),
          6L,
          11L,
          Verdict.EXACT,
          Proof.RANGE_AND_SUFFIX,
          Anchor.WINDOW,
          EnumSet.of(Obligation.FRAME, Obligation.PROFILE),
          new Counts(
              9_007_199_254_740_993L,
              0,
              Duration.ZERO,
              0,
              2,
              Duration.ofSeconds(1),
              0,
              0,
              0,
              0,
              0,
              0),
          List.of(),
          Light.GREEN,
          "fits",
          10L,
          new Grade(Verdict.REPLAY, 1, null),
          Boundary.UNKNOWN);

  private static final GroupProof PROOF =
      new GroupProof(
          "payments-charger",
          Light.RED,
          TargetState.ACTIVE,
          List.of(new ProofFinding("target-active/payments-charger", Light.RED, "members [m]")),
          List.of(
              EXACT,
              Row.unproven(
                  new PartitionPair("payments", 1, "payments", 1), null, null, "a share group")));

  @Test
  void fieldsStandAsTheContractNamesThemAndCountsAreStrings() {
    assertThat(ProofJson.toNode(PROOF).toString())
        .startsWith(
            "{\"group\":\"payments-charger\",\"light\":\"RED\",\"targetState\":\"ACTIVE\",\"findings\":"
                + "[{\"id\":\"target-active/payments-charger\",\"light\":\"RED\",\"reason\":\"members [m]\"}],\"partitions\":["
                + "{\"topic\":\"payments\",\"partition\":0,\"targetTopic\":\"payments\",\"targetPartition\":0,"
                + "\"committed\":\"6\",\"resume\":\"11\",\"verdict\":\"EXACT\",\"proof\":\"RANGE_AND_SUFFIX\",\"anchor\":\"WINDOW\","
                + "\"obligations\":[\"PROFILE\",\"FRAME\"],\"suffixRead\":\"9007199254740993\","
                + "\"replay\":\"0\",\"replaySpan\":\"PT0S\",\"skip\":\"0\",\"pending\":\"2\",\"pendingAge\":\"PT1S\",\"awaited\":\"0\","
                + "\"aborted\":\"0\",\"phantom\":\"0\",\"foreign\":\"0\",\"reordered\":\"0\",\"superseded\":\"0\","
                + "\"candidates\":[],\"light\":\"GREEN\",\"reason\":\"fits\","
                + "\"targetCommitted\":\"10\",\"grade\":{\"verdict\":\"REPLAY\",\"records\":\"1\"}},")
        .contains("\"committed\":null,\"resume\":null,\"verdict\":\"UNPROVEN\"")
        .endsWith("\"targetCommitted\":null,\"grade\":null}]}");
  }

  @Test
  void whatIsWrittenIsReadBackAsItWas() throws JsonProcessingException {
    GroupProof read = read(ProofJson.toNode(PROOF).toString());
    assertThat(read).isEqualTo(PROOF);
    assertThat(ProofJson.toNode(read)).isEqualTo(ProofJson.toNode(PROOF));
  }

  @Test
  void anythingElseIsNotReadAsAProof() {
    assertThatThrownBy(() -> read("{\"group\":\"g\"}")).hasMessageContaining("no field");
    assertThatThrownBy(() -> read("{\"partitions\":[{\"topic\":\"t\"}]}"))
        .hasMessageContaining("no field");
  }

  @Test
  void aLightCannotBeBetterThanItsWorstPart() {
    assertThatThrownBy(
            () -> new GroupProof("g", Light.GREEN, TargetState.EMPTY, List.of(), List.of()))
        .hasMessageContaining("better than its worst part");
  }

  private static GroupProof read(String json) throws JsonProcessingException {
    JsonNode node = new ObjectMapper().readTree(json);
    List<Row> rows = new ArrayList<>();
    node.path(ProofJson.ROWS).forEach(row -> rows.add(ProofJson.row(row)));
    return ProofJson.read(node, rows);
  }
}
