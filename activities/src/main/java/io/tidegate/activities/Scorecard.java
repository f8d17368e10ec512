package io.tidegate.activities;

import io.tidegate.activities.kafka.KafkaDenied;
import io.tidegate.activities.kafka.KafkaLog;
import io.tidegate.activities.kafka.LogEnds;
import io.tidegate.activities.kafka.TopicFacts;
import io.tidegate.activities.proof.GroupProof;
import io.tidegate.activities.proof.TopicCoverage;
import io.tidegate.activities.score.Checked;
import io.tidegate.activities.signatures.Waivers;
import io.tidegate.parity.Isolation;
import io.tidegate.parity.Light;
import io.tidegate.parity.Row;
import io.tidegate.runbooks.Dimension;
import io.tidegate.runbooks.MigrationUnit;
import io.tidegate.workflows.view.Scored;
import io.tidegate.workflows.view.Scored.Finding;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.OptionalLong;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.TreeSet;
import org.apache.kafka.common.TopicPartition;

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

  /** What the source still holds of the positions that a rollback would return to. */
  private static final class Anchors {
    private final Plan plan;
    private final Map<TopicPartition, Long> begins;
    private final Map<String, TopicFacts.Topic> topics;
    private final Instant windowEnd;

    Anchors(Plan plan, List<GroupProof> proofs, Instant now) {
      this.plan = plan;
      TreeSet<String> names = new TreeSet<>();
      proofs.forEach(proof -> proof.partitions().forEach(row -> names.add(row.pair().topic())));
      this.topics = described(plan, names);
      List<TopicPartition> partitions = new ArrayList<>();
      topics
          .values()
          .forEach(
              topic -> {
                for (int partition = 0; partition < topic.partitions(); partition++) {
                  partitions.add(new TopicPartition(topic.name(), partition));
                }
              });
      this.begins = new LogEnds(plan.source()).begins(partitions);
      this.windowEnd = now.plus(plan.unit().rollback().window());
    }

    /** What may not be described has no row with a position, and so no way back. */
    private static SortedMap<String, TopicFacts.Topic> described(Plan plan, Set<String> names) {
      SortedMap<String, TopicFacts.Topic> described = new TreeMap<>();
      for (String name : names) {
        try {
          described.putAll(new TopicFacts(plan.source()).describe(List.of(name)));
        } catch (KafkaDenied denied) {
          // its rows say so
        }
      }
      return described;
    }

    Finding judge(GroupProof proof, Row row) {
      TopicPartition partition = new TopicPartition(row.pair().topic(), row.pair().number());
      String where = proof.group() + "/" + partition;
      if (row.pair().isRepartitioned() && row.resume() != null) {
        return new Finding(
            "way-back-to-anchor/" + where,
            Light.YELLOW,
            "the partition counts differ: the way back is the rollback anchor itself, and all that"
                + " was processed since comes again",
            false);
      }
      Long begin = row.pair().isRepartitioned() ? null : begins.get(partition);
      Long anchor = row.committed();
      if (row.resume() == null || begin == null) {
        return new Finding(
            "no-way-back/" + where,
            Light.RED,
            "no pair of positions is proven, so no way back starts from one",
            false);
      }
      if (anchor == null) {
        return new Finding(
            "way-back/" + where, Light.GREEN, "the group has no commit to return to", false);
      }
      if (anchor < begin) {
        String gone = "the source begins at " + begin + ", the rollback anchor would be " + anchor;
        return new Finding("anchor-gone/" + where, Light.RED, gone, false);
      }
      if (expires(partition, anchor)) {
        String soon =
            "retention may remove the rollback anchor "
                + anchor
                + " before the rollback window of "
                + plan.unit().rollback().window()
                + " ends";
        return new Finding("anchor-expires/" + where, Light.YELLOW, soon, false);
      }
      if (plan.keepsItsOwnPositions(proof.group())) {
        return new Finding(
            "way-back-to-anchor/" + where,
            Light.YELLOW,
            "the application keeps its own positions: the way back is the rollback anchor itself,"
                + " and all that was processed since comes again",
            false);
      }
      return new Finding(
          "way-back/" + where,
          Light.GREEN,
          "the source holds the rollback anchor " + anchor,
          false);
    }

    /** By time only: how fast a limit by size is reached cannot be told. */
    private boolean expires(TopicPartition partition, long anchor) {
      TopicFacts.Topic topic = topics.get(partition.topic());
      if (topic == null
          || !topic.configs().getOrDefault("cleanup.policy", "delete").contains("delete")) {
        return false;
      }
      long retentionMs = Long.parseLong(topic.configs().getOrDefault("retention.ms", "-1"));
      if (retentionMs < 0) {
        return false;
      }
      KafkaLog log = new KafkaLog(plan.source(), partition, Isolation.READ_UNCOMMITTED);
      OptionalLong kept =
          log.offsetForTime(
              Math.max(0, windowEnd.minus(Duration.ofMillis(retentionMs)).toEpochMilli()));
      return anchor < kept.orElseGet(log::end);
    }
  }
}
