package io.tidegate.activities;

import io.tidegate.activities.proof.GroupProof;
import io.tidegate.activities.proof.TopicCoverage;
import io.tidegate.activities.score.Checked;
import io.tidegate.activities.signatures.Waivers;
import io.tidegate.parity.Light;
import io.tidegate.parity.Row;
import io.tidegate.runbooks.Dimension;
import io.tidegate.runbooks.MigrationUnit;
import io.tidegate.workflows.view.Scored;
import io.tidegate.workflows.view.Scored.Finding;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Set;

/** The five lights of a unit, each the worst of its checks. */
final class Scorecard {
  static final String OFFSET_PARITY = "offset-parity";
  static final String ROLLBACK = "rollback";

  /** Of a topic that no group of the unit reads. */
  static final String COVERAGE = "coverage/";

  /** Those that decide about a unit yet; the others are shown. */
  private static final Set<String> COUNTED = Set.of(OFFSET_PARITY, ROLLBACK);

  /** Findings of those that do not decide yet either. */
  private static final List<String> SHOWN_ONLY =
      List.of("rehearsal-", "expired/", "unsigned/", "timed-out/", "failed/");

  /** Findings that travel through workflow history; the evidence has them all. */
  private static final int FINDINGS_MAX = 25;

  private static final int REASON_CHARS_MAX = 300;

  private Scorecard() {}

  static List<Scored> of(
      Plan plan,
      List<GroupProof> proofs,
      List<TopicCoverage> coverage,
      List<Checked> checks,
      Instant now,
      Waivers waivers) {
    List<Scored> scores = new ArrayList<>();
    for (Dimension dimension : Dimension.values()) {
      Scored checked = checked(dimension, checks);
      scores.add(
          bounded(
              switch (dimension) {
                case OFFSET_PARITY ->
                    both(offsetParity(plan.unit(), proofs, coverage, waivers), checked);
                case ROLLBACK -> both(rollback(plan, proofs, now), checked);
                case COMPATIBILITY, OPERATIONS, GOVERNANCE -> checked;
              }));
    }
    return scores;
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
    Light one = first.light();
    Light other = second.light();
    return new Scored(
        first.dimension(), one == null || other == null ? Light.RED : one.worst(other), findings);
  }

  private static Finding cut(Finding finding) {
    return new Finding(finding.id(), finding.light(), cut(finding.reason()), finding.waivable());
  }

  /** The worst light of what decides. */
  static Light light(List<Scored> scorecard) {
    List<Light> lights = new ArrayList<>();
    for (Scored score : scorecard) {
      Light light = score.light();
      if (light != null && counts(score)) {
        lights.add(score.dimension().equals(ROLLBACK) ? ofAnchors(score, light) : light);
      }
    }
    return Light.worst(lights);
  }

  private static Light ofAnchors(Scored score, Light light) {
    if (score.findings().stream().noneMatch(Scorecard::isShownOnly)) {
      return light;
    }
    Light worst = Light.GREEN;
    for (Finding finding : score.findings()) {
      Light its = finding.light();
      worst = its == null || isShownOnly(finding) ? worst : worst.worst(its);
    }
    return worst;
  }

  private static boolean isShownOnly(Finding finding) {
    return SHOWN_ONLY.stream().anyMatch(finding.id()::startsWith);
  }

  /** Whether a dimension decides about the unit. */
  static boolean counts(Scored score) {
    return COUNTED.contains(score.dimension());
  }

  static Scored offsetParity(
      MigrationUnit unit, List<GroupProof> proofs, List<TopicCoverage> coverage, Waivers waivers) {
    List<Light> lights = new ArrayList<>();
    List<Finding> findings = new ArrayList<>();
    for (TopicCoverage covered : coverage) {
      lights.add(covered.light());
      findings.add(
          new Finding(COVERAGE + covered.topic(), covered.light(), cut(covered.reason()), false));
    }
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
    return new Scored(OFFSET_PARITY, Light.worst(lights), findings);
  }

  /**
   * The way back starts from pairs of a source position and the target position that was proven for
   * it. So each partition needs such a pair, and the source must still hold its position, and hold
   * it until the rollback window ends.
   */
  private static Scored rollback(Plan plan, List<GroupProof> proofs, Instant now) {
    Anchors anchors = new Anchors(plan, proofs, now);
    List<Finding> findings = new ArrayList<>();
    Light worst = Light.GREEN;
    boolean looked = false;
    for (GroupProof proof : proofs) {
      for (Row row : proof.partitions()) {
        looked = true;
        Finding finding = anchors.judge(proof, row);
        Light light = finding.light();
        if (light != null && light != Light.GREEN) {
          findings.add(finding);
          worst = worst.worst(light);
        }
      }
    }
    return new Scored(ROLLBACK, looked ? worst : Light.RED, findings);
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
