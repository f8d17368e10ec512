package io.tidegate.activities;

import io.tidegate.activities.proof.GroupProof;
import io.tidegate.activities.score.CompletedRehearsal;
import io.tidegate.parity.Light;
import io.tidegate.parity.Row;
import io.tidegate.workflows.activity.Call;
import io.tidegate.workflows.activity.Done;
import io.tidegate.workflows.activity.RehearsalActivities.Conclude;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/** What rehearsals came to, kept for the waves that follow them. */
final class Rehearsals {
  private final Notes notes;
  private final Verification verification;
  private final InstantSource clock;

  Rehearsals(Notes notes, Verification verification, InstantSource clock) {
    this.notes = notes;
    this.verification = verification;
    this.clock = clock;
  }

  /**
   * The newest one of this unit, of whatever version of its runbook; empty where that was between
   * other clusters, or without one of its groups.
   */
  static Optional<Rehearsed> newest(Notes notes, Plan plan) {
    return notes
        .journal()
        .latestOfRunbook(plan.runbook().name(), plan.unit().unit(), Notes.Kind.REHEARSED.word())
        .map(row -> Bodies.read(row.detailJson(), Rehearsed.class))
        .filter(last -> last.isOf(plan.source().id(), plan.target().id(), plan.groups()));
  }

  /** The same as the scorecard takes it; null where there was none. */
  static @Nullable CompletedRehearsal scored(Notes notes, Plan plan) {
    return newest(notes, plan)
        .map(
            last ->
                new CompletedRehearsal(last.wave(), last.at(), last.light(), last.ownConsumer()))
        .orElse(null);
  }

  Done keep(Plan plan, Conclude said) {
    Call call = said.call();
    List<GroupProof> proofs =
        said.positions().isEmpty() ? List.of() : verification.proof(said.positions()).groups();
    List<String> evidence = new ArrayList<>();
    if (!said.positions().isEmpty()) {
      evidence.add(said.positions());
    }
    evidence.addAll(said.evidence());
    List<String> findings = new ArrayList<>(said.findings());
    findings.addAll(verification.unaccepted(plan, proofs));
    Rehearsed rehearsed =
        notes.journal(
            call,
            Notes.Kind.REHEARSED,
            "",
            new Rehearsed(
                call.wave(),
                call.unit(),
                call.runbook(),
                plan.source().id(),
                plan.target().id(),
                plan.groups(),
                clock.instant(),
                light(plan, proofs, findings),
                new HashSet<>(said.own()).containsAll(plan.groups()),
                verdicts(proofs),
                pending(proofs),
                findings,
                Unrehearsed.of(plan.runbook(), plan.unit(), said.own()),
                said.timings(),
                evidence),
            Rehearsed.class);
    notes.audit(call, "rehearsed", notes.put(rehearsed), rehearsed);
    String found =
        rehearsed.findings().isEmpty()
            ? "nothing found"
            : rehearsed.findings().size() + " findings: " + String.join("; ", rehearsed.findings());
    return new Done(
        call.key(),
        "rehearsal %s: %s%s"
            .formatted(rehearsed.light(), found, notRehearsed(rehearsed.notRehearsed())));
  }

  private static String notRehearsed(List<String> lines) {
    return lines.isEmpty() ? "" : "; not rehearsed: " + String.join("; ", lines);
  }

  /**
   * A rehearsal that did not come to its positions has shown nothing; what its owner accepted in
   * them is no better than YELLOW.
   */
  private Light light(Plan plan, List<GroupProof> proofs, List<String> findings) {
    return proofs.isEmpty() || !findings.isEmpty()
        ? Light.RED
        : verification.accepted(plan, proofs);
  }

  static SortedMap<String, Long> verdicts(List<GroupProof> proofs) {
    SortedMap<String, Long> verdicts = new TreeMap<>();
    for (GroupProof proof : proofs) {
      for (Row row : proof.partitions()) {
        verdicts.merge(row.verdict().name(), 1L, Long::sum);
      }
    }
    return verdicts;
  }

  static long pending(List<GroupProof> proofs) {
    return proofs.stream()
        .flatMap(proof -> proof.partitions().stream())
        .mapToLong(row -> row.counts().pending())
        .sum();
  }
}
