package io.tidegate.activities;

import io.tidegate.activities.proof.GroupProof;
import io.tidegate.activities.score.Checked;
import io.tidegate.activities.signatures.Waivers;
import io.tidegate.parity.Counts;
import io.tidegate.parity.GroupRows;
import io.tidegate.parity.Light;
import io.tidegate.parity.Row;
import io.tidegate.parity.Verdict;
import io.tidegate.runbooks.MigrationUnit;
import io.tidegate.runbooks.UnitGroup;
import io.tidegate.runbooks.gate.Evidence;
import io.tidegate.runbooks.gate.Evidence.Bound;
import io.tidegate.runbooks.gate.Evidence.GroupAt;
import io.tidegate.runbooks.gate.Evidence.RowAt;
import io.tidegate.runbooks.gate.GateDigest;
import io.tidegate.workflows.view.Scored.Finding;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.SortedMap;
import java.util.SortedSet;
import java.util.TreeMap;
import java.util.TreeSet;

/**
 * What people decide on, out of what was proven: lights without pending, which comes and goes by
 * itself. Pending beyond a group's lag envelope blocks the use of a decision instead.
 */
final class Decisive {
  private Decisive() {}

  /** The digest over a unit's facts, verdicts and the findings of all five dimensions. */
  static String digest(
      MigrationUnit unit,
      UnitFacts facts,
      List<GroupProof> proofs,
      List<Checked> checks,
      Waivers waivers) {
    List<GroupAt> groups = new ArrayList<>();
    for (GroupProof proof : proofs) {
      UnitGroup declared = declared(unit, proof);
      List<RowAt> rows =
          withoutPending(declared, proof, waivers).stream().map(Decisive::row).toList();
      groups.add(new GroupAt(declared, rows));
    }
    return GateDigest.of(
        new Evidence.OfUnit(
            unit.unit(),
            unit.owner(),
            facts.sourceClusterId(),
            facts.targetClusterId(),
            facts.topicPairs(),
            facts.fingerprints(),
            groups,
            findings(proofs, checks, waivers)));
  }

  private static List<Evidence.Finding> findings(
      List<GroupProof> proofs, List<Checked> checks, Waivers waivers) {
    List<Evidence.Finding> findings = new ArrayList<>();
    waivers
        .decisive()
        .forEach(waiver -> findings.add(new Evidence.Finding(waiver.id(), Light.YELLOW)));
    proofs.forEach(
        proof ->
            proof
                .findings()
                .forEach(
                    finding -> findings.add(new Evidence.Finding(finding.id(), finding.light()))));
    graded(checks).forEach((id, light) -> findings.add(new Evidence.Finding(id, light)));
    return findings;
  }

  /** What grades, by its id; where two checks found the same, the worse of both. */
  private static SortedMap<String, Light> graded(List<Checked> checks) {
    SortedMap<String, Light> graded = new TreeMap<>();
    for (Checked check : checks) {
      for (Finding finding : check.findings()) {
        Light light = finding.light();
        if (light != null) {
          graded.merge(finding.id(), light, Light::worst);
        }
      }
    }
    return graded;
  }

  /** What checks find now and did not find then, or find no more, one line each. */
  static List<String> changes(List<Checked> then, List<Checked> now) {
    SortedMap<String, Light> was = graded(then);
    SortedMap<String, Light> is = graded(now);
    SortedSet<String> ids = new TreeSet<>(was.keySet());
    ids.addAll(is.keySet());
    List<String> lines = new ArrayList<>();
    for (String id : ids) {
      Light before = was.getOrDefault(id, Light.GREEN);
      Light after = is.getOrDefault(id, Light.GREEN);
      if (before != after) {
        lines.add("finding %s was %s, is %s".formatted(id, before, after));
      }
    }
    return lines;
  }

  /** The rows of a proof, lit as if nothing were pending, and as far as people accepted them. */
  static List<Row> withoutPending(UnitGroup declared, GroupProof proof, Waivers waivers) {
    List<Row> settled = proof.partitions().stream().map(Row::withoutPending).toList();
    List<Row> lit =
        GroupRows.lit(proof.group(), settled, declared.replayWindow(), declared.lagEnvelope())
            .rows();
    return waivers.lit(proof.group(), lit, true);
  }

  /** The rows of a proof, pending and all, as far as people accepted them. */
  static List<Row> withPending(UnitGroup declared, GroupProof proof, Waivers waivers) {
    return waivers.lit(proof.group(), proof.partitions(), !blocked(declared, proof));
  }

  /** The worst of a group's rows and findings; RED where there is no row. */
  static Light light(List<Row> rows, GroupProof proof) {
    List<Light> lights = new ArrayList<>(rows.stream().map(Row::light).toList());
    if (lights.isEmpty()) {
      return Light.RED;
    }
    proof.findings().forEach(finding -> lights.add(finding.light()));
    return Light.worst(lights);
  }

  /** Whether more is pending than the group's envelope allows. */
  static boolean blocked(UnitGroup declared, GroupProof proof) {
    Duration age =
        proof.partitions().stream()
            .map(row -> row.counts().pendingAge())
            .max(Duration::compareTo)
            .orElse(Duration.ZERO);
    return !declared.lagEnvelope().holds(pending(proof), age);
  }

  static long pending(GroupProof proof) {
    return proof.partitions().stream().mapToLong(row -> row.counts().pending()).sum();
  }

  static UnitGroup declared(MigrationUnit unit, GroupProof proof) {
    return unit.groupNamed(proof.group())
        .orElseThrow(
            () -> Fail.refused("unit " + unit.unit() + " has no group \"" + proof.group() + "\""));
  }

  private static RowAt row(Row row) {
    return new RowAt(
        row.pair().topic(), row.pair().number(), row.verdict(), bounds(row), row.light());
  }

  private static List<Bound> bounds(Row row) {
    Counts counts = row.counts();
    List<Bound> bounds = new ArrayList<>();
    if (row.verdict() == Verdict.REPLAY) {
      bounds.add(new Bound(Bound.Count.REPLAY_RECORDS, Long.toString(counts.replay())));
      bounds.add(new Bound(Bound.Count.REPLAY_SPAN, counts.replaySpan().toString()));
    }
    count(bounds, Bound.Count.SKIP_RECORDS, row.verdict() == Verdict.SKIP ? counts.skip() : 0);
    count(bounds, Bound.Count.ABORTED_RECORDS, counts.aborted());
    if (row.verdict() == Verdict.DIVERGED) {
      count(bounds, Bound.Count.PHANTOM_RECORDS, counts.phantom());
      count(bounds, Bound.Count.FOREIGN_RECORDS, counts.foreign());
      count(bounds, Bound.Count.REORDERED_RECORDS, counts.reordered());
    }
    return bounds;
  }

  private static void count(List<Bound> bounds, Bound.Count of, long records) {
    if (records > 0) {
      bounds.add(new Bound(of, Long.toString(records)));
    }
  }
}
