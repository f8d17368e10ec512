package io.tidegate.activities;

import io.tidegate.activities.Proving.Proven;
import io.tidegate.activities.proof.GroupProof;
import io.tidegate.activities.score.Attested;
import io.tidegate.activities.score.Checked;
import io.tidegate.activities.score.ScoreRequest;
import io.tidegate.activities.score.Scorer;
import io.tidegate.activities.score.TopicEnds;
import io.tidegate.activities.signatures.Waivers;
import io.tidegate.ledger.Ledger;
import io.tidegate.parity.Light;
import io.tidegate.workflows.activity.Call;
import io.tidegate.workflows.activity.KafkaActivities.Finals;
import io.tidegate.workflows.activity.KafkaActivities.Judge;
import io.tidegate.workflows.activity.KafkaActivities.LastRehearsal;
import io.tidegate.workflows.activity.KafkaActivities.Rechecked;
import io.tidegate.workflows.activity.KafkaActivities.Verified;
import io.tidegate.workflows.view.Scored;
import java.time.Duration;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/** Proves a unit: live for the gate, again at the moment of use, and on the final positions. */
final class Verification {
  /** Lines about what became worse, in one answer; the evidence has all rows. */
  private static final int WORSE_MAX = 500;

  /** Changed findings that travel through workflow history. */
  private static final int CHANGES_MAX = 25;

  /** A recheck is short: who is behind for longer is behind. */
  private static final Duration RECHECK_SETTLE = Duration.ofSeconds(5);

  private static final String DRY_RUN = "DRY_RUN";

  private final Plans plans;
  private final Ledger ledger;
  private final Notes notes;
  private final Proving proving;
  private final Scorer scorer;
  private final InstantSource clock;

  /**
   * @param clock by which waivers expire
   */
  Verification(
      Plans plans,
      Ledger ledger,
      Notes notes,
      Proving proving,
      Scorer scorer,
      InstantSource clock) {
    this.plans = plans;
    this.ledger = ledger;
    this.notes = notes;
    this.proving = proving;
    this.scorer = scorer;
    this.clock = clock;
  }

  Verified verify(Call call, Pulse pulse) {
    Plan plan = plans.of(call);
    UnitFacts facts = FactReader.read(plan);
    TopicEnds before = TopicEnds.now(plan.source(), plan.target(), facts.topicSides());
    Proven proven;
    List<Checked> checks = new ArrayList<>();
    try (Scorer.Begun begun =
        scorer.begin(asked(plan, facts, new Proven(clock.instant(), List.of()), before))) {
      proven = proving.groups(plan, pulse);
      checks.add(Scorecard.coverage(proving.coverage(plan, proven.groups(), pulse)));
      checks.add(Scorecard.anchors(plan, facts, proven.groups(), proven.checkedAt()));
      checks.addAll(begun.rest(asked(plan, facts, proven, before), pulse::beat));
    }
    List<GroupProof> proofs = proven.groups();
    Waivers waivers = waivers(plan);
    List<Scored> scorecard = waivers.applied(Scorecard.of(plan.unit(), proofs, checks, waivers));
    UnitProof proof =
        new UnitProof(
            plan.unit().unit(),
            proven.checkedAt(),
            proofs,
            facts,
            checks,
            scorecard,
            waivers.all());
    String evidence = stored(call, proof);
    String decides = Decisive.digest(plan.unit(), facts, proofs, checks, waivers);
    Light light = Scorecard.light(scorecard);
    boolean blocked = blocked(plan, proofs);
    String note = ToldProof.note(proofs);
    notes.audit(
        call,
        "verified",
        "",
        ToldProof.of(plan, light, evidence, decides, blocked, note, proofs).with(scorecard));
    LastRehearsal rehearsal =
        Rehearsals.newest(notes, plan)
            .map(last -> SinceRehearsal.of(plan, last, proofs))
            .orElse(null);
    if (rehearsal != null) {
      notes.audit(call, "since-rehearsal", "", new Compared(plan.unit().unit(), rehearsal));
    }
    return new Verified(
        call.key(), evidence, decides, light, blocked, note, scorecard, waivers.told(), rehearsal);
  }

  /**
   * The unit's waivers, judged at this moment: one that expires meanwhile is caught at the next.
   */
  private Waivers waivers(Plan plan) {
    String unit = plan.unit().unit();
    return Waivers.of(
        plan.unit().owner(),
        ledger.signatures().waivers(plan.call().wave(), unit),
        clock.instant());
  }

  /** Puts a proof into the ledger, where the newest of each unit is found. */
  private String stored(Call call, UnitProof proof) {
    String evidence = notes.putProof(proof);
    var unused =
        notes.journal(call, Notes.Kind.PROVEN, "", new Notes.Body(evidence), Notes.Body.class);
    return evidence;
  }

  private ScoreRequest asked(
      Plan plan, UnitFacts facts, Proven proven, @Nullable TopicEnds before) {
    return new ScoreRequest(
        plan.call().wave(),
        plan.runbook(),
        plan.unit(),
        plan.source(),
        plan.target(),
        proven.groups(),
        facts.topicSides(),
        facts.topicSidesApart(plan.unit()),
        facts.denied(),
        facts.protocols(),
        !isDryRun(plan.call()),
        Attested.of(
            plan.unit().attestations(),
            ledger.signatures().attestations(plan.call().wave(), plan.unit().unit())),
        Rehearsals.scored(notes, plan),
        proven.checkedAt(),
        before);
  }

  private boolean isDryRun(Call call) {
    return ledger
        .waves()
        .head(call.wave())
        .filter(row -> row.request().mode().equals(DRY_RUN))
        .isPresent();
  }

  /**
   * The facts are read afresh and the checks that are quickly made are made again; the verdicts are
   * those that people saw. They are proven again, shortly: what is pending beyond the envelope
   * blocks, and so does a partition that is RED now and was not; whatever else became worse is
   * caught on the final positions.
   */
  Rechecked recheck(Judge judge, Pulse pulse) {
    Call call = judge.call();
    Plan plan = plans.of(call);
    UnitProof seen = proof(judge.evidence());
    UnitFacts facts = FactReader.read(plan);
    Waivers waivers = waivers(plan);
    boolean moved = Whereabouts.startedOnTarget(notes, call);
    List<String> differences = new ArrayList<>(seen.facts().drifts(facts, moved));
    List<Checked> checks = seen.checks();
    List<String> blocking = List.of();
    if (!moved) {
      Proven now = shortly(plan, seen, pulse);
      checks = again(plan, facts, seen, now, pulse);
      differences.addAll(bounded(Decisive.changes(seen.checks(), checks)));
      blocking = bounded(blocking(plan, seen.groups(), now.groups(), waivers));
    }
    String decides = Decisive.digest(plan.unit(), facts, seen.groups(), checks, waivers);
    return new Rechecked(call.key(), decides, blocking, differences);
  }

  /** The topics that no group reads are those of which people saw that none does. */
  private List<Checked> again(Plan plan, UnitFacts facts, UnitProof seen, Proven now, Pulse pulse) {
    Checked coverage =
        Scorecard.coverage(
            proving.coverage(plan, shortly(plan.runbook().settle()), seen.groups(), pulse));
    Checked anchors = Scorecard.anchors(plan, facts, now.groups(), now.checkedAt());
    return scorer.again(asked(plan, facts, now, null), seen.checks(), pulse::beat).stream()
        .map(
            check -> {
              if (check.check().equals(coverage.check())) {
                return SeenAgain.coverage(check, coverage);
              }
              return check.check().equals(anchors.check())
                  ? SeenAgain.anchors(check, anchors, seen.groups(), now.groups())
                  : check;
            })
        .toList();
  }

  private static List<String> bounded(List<String> lines) {
    if (lines.size() <= CHANGES_MAX) {
      return lines;
    }
    List<String> shown = new ArrayList<>(lines.subList(0, CHANGES_MAX));
    shown.add(lines.size() - CHANGES_MAX + " more findings changed");
    return shown;
  }

  private Proven shortly(Plan plan, UnitProof seen, Pulse pulse) {
    return proving.groups(plan, shortly(plan.runbook().settle()), Map.of(), seen.ranges(), pulse);
  }

  private static Duration shortly(Duration settle) {
    return settle.compareTo(RECHECK_SETTLE) < 0 ? settle : RECHECK_SETTLE;
  }

  Finals resolveFinal(Judge judge, Pulse pulse) {
    Call call = judge.call();
    Plan plan = plans.of(call);
    UnitProof approved = proof(judge.evidence());
    Anchor anchor = Anchor.stored(notes, call);
    Proven proven =
        proving.groups(
            plan, plan.runbook().settle(), topics(approved, anchor), approved.ranges(), pulse);
    List<GroupProof> proofs = proven.groups();
    Waivers waivers = waivers(plan);
    List<String> worse =
        new ArrayList<>(Comparison.worse(plan.unit(), approved.groups(), proofs, waivers));
    worse.addAll(anchor.differences(plan.unit(), proofs));
    UnitProof proof =
        new UnitProof(
            plan.unit().unit(),
            proven.checkedAt(),
            proofs,
            FactReader.read(plan),
            List.of(),
            List.of(),
            waivers.all());
    String evidence = stored(call, proof);
    Light light = accepted(plan, proofs, waivers);
    String note =
        worse.isEmpty()
            ? ToldProof.note(proofs)
            : worse.size() + " worse than approved: " + Scorecard.cut(worse.get(0));
    notes.audit(
        call,
        "final-positions",
        "",
        ToldProof.of(plan, light, evidence, null, false, note, proofs));
    return new Finals(
        call.key(),
        evidence,
        light,
        worse.stream().limit(WORSE_MAX).map(Scorecard::cut).toList(),
        note);
  }

  /**
   * What was approved and what was read when the group stopped: an EMPTY group no longer shows what
   * it was only assigned to.
   */
  private static Map<String, List<String>> topics(UnitProof approved, Anchor anchor) {
    Map<String, Set<String>> topics = new TreeMap<>();
    approved
        .groups()
        .forEach(
            proof ->
                proof.partitions().forEach(row -> add(topics, proof.group(), row.pair().topic())));
    anchor
        .groups()
        .forEach(group -> group.positions().forEach(at -> add(topics, group.group(), at.topic())));
    Map<String, List<String>> lists = new TreeMap<>();
    topics.forEach((group, names) -> lists.put(group, List.copyOf(names)));
    return lists;
  }

  private static void add(Map<String, Set<String>> topics, String group, String topic) {
    topics.computeIfAbsent(group, first -> new TreeSet<>()).add(topic);
  }

  UnitProof proof(String evidence) {
    return notes.proof(evidence);
  }

  /** The worst of these positions, as far as people accepted them by now. */
  Light accepted(Plan plan, List<GroupProof> proofs) {
    return accepted(plan, proofs, waivers(plan));
  }

  /** What of these positions is RED and was accepted by nobody, one line each. */
  List<String> unaccepted(Plan plan, List<GroupProof> proofs) {
    Waivers waivers = waivers(plan);
    List<String> lines = new ArrayList<>();
    for (GroupProof proof : proofs) {
      lines.addAll(
          Comparison.reds(
              proof, Decisive.withPending(Decisive.declared(plan.unit(), proof), proof, waivers)));
      proof.findings().stream()
          .filter(finding -> finding.light() == Light.RED)
          .forEach(finding -> lines.add(finding.id() + ": " + finding.reason()));
    }
    return bounded(lines);
  }

  private static Light accepted(Plan plan, List<GroupProof> proofs, Waivers waivers) {
    return Light.worst(
        proofs.stream()
            .map(
                proof ->
                    Decisive.light(
                        Decisive.withPending(Decisive.declared(plan.unit(), proof), proof, waivers),
                        proof))
            .toList());
  }

  private static List<String> blocking(
      Plan plan, List<GroupProof> seen, List<GroupProof> now, Waivers waivers) {
    List<String> lines = new ArrayList<>();
    for (GroupProof proof : now) {
      if (Decisive.blocked(Decisive.declared(plan.unit(), proof), proof)) {
        lines.add(
            "group %s has %d pending records, which is beyond its lag envelope"
                .formatted(proof.group(), Decisive.pending(proof)));
      }
    }
    lines.addAll(Comparison.turnedRed(plan.unit(), seen, now, waivers));
    return lines;
  }

  private static boolean blocked(Plan plan, List<GroupProof> proofs) {
    return proofs.stream()
        .anyMatch(proof -> Decisive.blocked(Decisive.declared(plan.unit(), proof), proof));
  }

  /** Detail of the audit entry about the last rehearsal. */
  record Compared(String unit, LastRehearsal rehearsal) {}
}
