package io.tidegate.activities;

import io.tidegate.activities.proof.GroupProof;
import io.tidegate.activities.score.Checked;
import io.tidegate.activities.signatures.Waiver;
import io.tidegate.parity.Light;
import io.tidegate.parity.PartitionPair;
import io.tidegate.parity.ProvenRange;
import io.tidegate.parity.Row;
import io.tidegate.workflows.view.Scored;
import java.time.Instant;
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
}
