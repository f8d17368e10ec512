package io.tidegate.activities.proof;

import io.tidegate.parity.GroupRows;
import io.tidegate.parity.Light;
import io.tidegate.parity.Row;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;

/**
 * What was found of one group: one element of the groups in the contract's parity JSON, see {@link
 * ProofJson}.
 *
 * @param light the worst of rows, grades and findings; RED where there is no row
 * @param targetState what the group is on the target
 * @param partitions one row a partition, lit with the group's window and envelope, by topic and
 *     partition
 */
public record GroupProof(
    String group,
    Light light,
    TargetState targetState,
    List<ProofFinding> findings,
    List<Row> partitions) {

  /** Whether somebody already reads under the group's name on the target. */
  public enum TargetState {
    ABSENT,
    EMPTY,
    ACTIVE
  }

  /**
   * Something beside the rows that a person must know.
   *
   * @param id stable over checks, unique in a wave, such as {@code target-active/payments-charger}
   */
  public record ProofFinding(String id, Light light, String reason) {
    static final String HINTS = "offset-syncs";
    static final String CHECKPOINTS = "checkpoints";

    /** Whether it is only that a replicator's hints could not be had. */
    public boolean ofHints() {
      return id.startsWith(HINTS + "/") || id.startsWith(CHECKPOINTS + "/");
    }
  }

  public GroupProof {
    findings = List.copyOf(findings);
    partitions = List.copyOf(partitions);
    Light worst = worst(findings, partitions);
    if (light.worst(worst) != light) {
      throw new IllegalArgumentException(
          "group " + group + " is " + light + ", better than its worst part, " + worst);
    }
  }

  /**
   * The same at the end of a whole check, of which this is one group: what is pending has grown
   * older since it was counted, and is lit anew.
   */
  public GroupProof at(Instant checkedAt, ProofRequest asked) {
    GroupRows lit =
        GroupRows.lit(
            group,
            partitions.stream().map(row -> row.at(checkedAt)).toList(),
            asked.window(),
            asked.envelope());
    Light worst = Light.worst(findings.stream().map(ProofFinding::light).toList());
    return new GroupProof(
        group,
        findings.isEmpty() ? lit.light() : lit.light().worst(worst),
        targetState,
        findings,
        lit.rows());
  }

  private static Light worst(List<ProofFinding> findings, List<Row> rows) {
    List<Light> lights = new ArrayList<>();
    findings.forEach(finding -> lights.add(finding.light()));
    rows.forEach(row -> lights.add(row.light()));
    return Light.worst(lights);
  }
}
