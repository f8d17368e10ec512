package io.tidegate.activities;

import io.tidegate.activities.proof.GroupProof;
import io.tidegate.activities.proof.TopicCoverage;
import io.tidegate.activities.score.Checked;
import io.tidegate.activities.signatures.Waivers;
import io.tidegate.parity.Light;
import io.tidegate.parity.Row;
import io.tidegate.runbooks.Dimension;
import io.tidegate.runbooks.MigrationUnit;
import io.tidegate.runbooks.Side;
import io.tidegate.workflows.view.Scored;
import io.tidegate.workflows.view.Scored.Finding;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.Map;

/** The five lights of a unit, each the worst of its checks. */
final class Scorecard {
  /** Of a topic that no group of the unit reads. */
  private static final String COVERAGE = "coverage/";

  /** Of one of which the target lacks only what is under way. */
  private static final String UNDER_WAY = "coverage-pending/";

  /** Findings that travel through workflow history; the evidence has them all. */
  private static final int FINDINGS_MAX = 25;

  private static final int REASON_CHARS_MAX = 300;

  private Scorecard() {}

  /**
   * In the order of the dimensions, each with its worst findings.
   *
   * @param checks every check that was made of the unit, {@link #coverage} and {@link #anchors}
   *     among them
   */
  static List<Scored> of(
      MigrationUnit unit, List<GroupProof> proofs, List<Checked> checks, Waivers waivers) {
    return Arrays.stream(Dimension.values())
        .map(
            dimension -> {
              Scored checked = checked(dimension, checks);
              return bounded(
                  dimension == Dimension.OFFSET_PARITY
                      ? both(offsetParity(unit, proofs, waivers), checked)
                      : checked);
            })
        .toList();
  }

  /** RED where no check was made. */
  private static Scored checked(Dimension dimension, List<Checked> checks) {
    List<Checked> own = checks.stream().filter(check -> check.dimension() == dimension).toList();
    return new Scored(
        dimension.word(),
        Light.worst(own.stream().map(Checked::light).toList()),
        own.stream().flatMap(check -> check.findings().stream()).map(Scorecard::cut).toList());
  }

  private static Scored both(Scored first, Scored second) {
    List<Finding> findings = new ArrayList<>(first.findings());
    findings.addAll(second.findings());
    return new Scored(first.dimension(), known(first).worst(known(second)), findings);
  }

  private static Finding cut(Finding finding) {
    return new Finding(finding.id(), finding.light(), cut(finding.reason()), finding.waivable());
  }

  /** The worst of the five: what one of them is not, the unit is not. */
  static Light light(List<Scored> scorecard) {
    return Light.worst(scorecard.stream().map(Scorecard::known).toList());
  }

  /** What has no light was not judged. */
  private static Light known(Scored scored) {
    Light light = scored.light();
    return light == null ? Light.RED : light;
  }

  /** The proofs of the groups, as people decide on them. */
  static Scored offsetParity(MigrationUnit unit, List<GroupProof> proofs, Waivers waivers) {
    List<Light> lights = new ArrayList<>();
    List<Finding> findings = new ArrayList<>();
    for (GroupProof proof : proofs) {
      var declared = Decisive.declared(unit, proof);
      List<Row> rows = Decisive.withoutPending(declared, proof, waivers);
      lights.add(Decisive.light(rows, proof));
      for (Row row : rows) {
        if (row.light() != Light.GREEN) {
          findings.add(
              new Finding(
                  Waivers.finding(proof.group(), row),
                  row.light(),
                  cut(row.reason()),
                  Waivers.isWaivable(row)));
        }
      }
      proof
          .findings()
          .forEach(
              found ->
                  findings.add(new Finding(found.id(), found.light(), cut(found.reason()), false)));
      if (Decisive.blocked(declared, proof)) {
        String reason =
            Decisive.pending(proof)
                + " records are not on the target yet, more or older than the lag envelope "
                + declared.lagEnvelope()
                + " allows; no decision can be used until they are";
        findings.add(new Finding("pending/" + proof.group(), null, reason, false));
      }
    }
    return new Scored(Dimension.OFFSET_PARITY.word(), Light.worst(lights), findings);
  }

  /** The topics that no group of the unit reads. */
  static Checked coverage(List<TopicCoverage> coverage) {
    List<Finding> findings =
        coverage.stream()
            .map(
                topic ->
                    new Finding(
                        (topic.isUnderWay() ? UNDER_WAY : COVERAGE) + topic.topic(),
                        topic.light(),
                        topic.reason(),
                        false))
            .toList();
    return check(
        "coverage",
        Dimension.OFFSET_PARITY,
        findings,
        Map.of("topics", coverage.stream().map(TopicCoverage::topic).toList()));
  }

  /** Whether a finding of {@link #coverage} tells of pending alone, which moves by itself. */
  static boolean isUnderWay(Finding finding) {
    return finding.id().startsWith(UNDER_WAY);
  }

  /**
   * The way back starts from pairs of a source position and the target position that was proven for
   * it. So each partition needs such a pair, and the source must still hold its position, and hold
   * it until the rollback window ends.
   */
  static Checked anchors(Plan plan, UnitFacts facts, List<GroupProof> proofs, Instant now) {
    Anchors anchors =
        new Anchors(plan.source(), plan.unit(), proofs, facts.settings(Side.SOURCE), now);
    return anchors(anchors, proofs);
  }

  static Checked anchors(Anchors anchors, List<GroupProof> proofs) {
    List<Finding> findings = new ArrayList<>();
    int looked = 0;
    for (GroupProof proof : proofs) {
      for (Row row : proof.partitions()) {
        looked++;
        Finding finding = anchors.judge(proof, row);
        if (finding.light() != Light.GREEN) {
          findings.add(finding);
        }
      }
    }
    if (looked == 0) {
      String none = "sampled empty: no partition was proven, so no way back starts from one";
      findings.add(new Finding("sampled-empty/anchors", Light.RED, none, false));
    }
    return check("anchors", Dimension.ROLLBACK, findings, Map.of("partitions", looked));
  }

  static Checked check(String name, Dimension dimension, List<Finding> findings, Object evidence) {
    Light worst = Light.GREEN;
    for (Finding finding : findings) {
      Light light = finding.light();
      worst = light == null ? worst : worst.worst(light);
    }
    return new Checked(name, dimension, worst, findings, evidence);
  }

  /** The worst first: what is left out here is never worse than what is shown. */
  static Scored bounded(Scored whole) {
    List<Finding> findings =
        whole.findings().stream()
            .sorted(Comparator.comparing(Scorecard::weight).reversed())
            .toList();
    if (findings.size() <= FINDINGS_MAX) {
      return new Scored(whole.dimension(), whole.light(), findings);
    }
    List<Finding> shown = new ArrayList<>(findings.subList(0, FINDINGS_MAX));
    String more = findings.size() - FINDINGS_MAX + " more findings are in the evidence";
    shown.add(new Finding("more/" + whole.dimension(), null, more, false));
    return new Scored(whole.dimension(), whole.light(), shown);
  }

  /** A finding without a light blocks, which people must see as much as a RED one. */
  private static Light weight(Finding finding) {
    Light light = finding.light();
    return light == null ? Light.RED : light;
  }

  static String cut(String reason) {
    return reason.length() <= REASON_CHARS_MAX
        ? reason
        : reason.substring(0, REASON_CHARS_MAX) + "…";
  }
}
