package io.tidegate.activities;

import io.tidegate.activities.RollbackSheet.Place;
import io.tidegate.activities.proof.GroupProof;
import io.tidegate.activities.proof.WayBackMap.Seeded;
import io.tidegate.parity.Row;
import io.tidegate.workflows.activity.Call;
import io.tidegate.workflows.activity.KafkaActivities.Judge;
import io.tidegate.workflows.activity.RehearsalActivities.WentBack;
import io.tidegate.workflows.activity.Shadow;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;

/**
 * Rehearses the way back: maps what the shadow groups committed back to the source, writes nothing,
 * and judges it by what a rollback would want.
 */
final class ShadowsBack {
  private static final int TOLD_MAX = 20;

  private final Notes notes;
  private final Proving proving;
  private final Verification verification;
  private final InstantSource clock;

  ShadowsBack(Notes notes, Proving proving, Verification verification, InstantSource clock) {
    this.notes = notes;
    this.proving = proving;
    this.verification = verification;
    this.clock = clock;
  }

  /** At the pace that the runbook allows: the application lives on that source. */
  WentBack map(Plan plan, Judge judge, Pulse pulse) {
    Call call = judge.call();
    Instant at = clock.instant();
    List<Place> places = new ArrayList<>();
    for (GroupProof proof : verification.proof(judge.evidence()).groups()) {
      if (plan.keepsItsOwnPositions(proof.group())) {
        continue; // it commits nothing that could be mapped back
      }
      plan.paced(
              () ->
                  proving
                      .wayBack(plan)
                      .map(
                          Shadow.of(proof.group(), call.wave()),
                          Decisive.declared(plan.unit(), proof).isolation(),
                          seeded(proof),
                          done -> pulse.beat()))
          .forEach(mapped -> places.add(BackMapping.place(proof.group(), mapped, at)));
    }
    RollbackSheet sheet = new RollbackSheet(plan.unit().unit(), at, places);
    String evidence = notes.put(sheet);
    notes.audit(call, "rollback-rehearsed", evidence, sheet.told(evidence));
    long exact = places.stream().filter(Place::exact).count();
    return new WentBack(
        call.key(),
        evidence,
        strange(plan, sheet),
        "the way back of %s was mapped, %d of them exactly; it would replay at most %s"
            .formatted(
                Counted.of(places.size(), "partition"),
                exact,
                Counted.of(sheet.replay(), "record")));
  }

  /** Why the way back is not as a rollback would want it, one line each. */
  private static List<String> strange(Plan plan, RollbackSheet sheet) {
    List<String> findings = new ArrayList<>();
    if (sheet.places().isEmpty() && !plan.committingGroups().isEmpty()) {
      findings.add("no partition has a way back that could be rehearsed");
    }
    List<Place> inexact = sheet.places().stream().filter(place -> !place.exact()).toList();
    inexact.stream()
        .limit(TOLD_MAX)
        .forEach(
            place ->
                findings.add(
                    "the way back of group %s on %s-%d is not exact: %s"
                        .formatted(
                            place.group(), place.topic(), place.partition(), place.reason())));
    if (inexact.size() > TOLD_MAX) {
      findings.add(
          inexact.size() - TOLD_MAX + " further ways back are not exact; the evidence has them");
    }
    if (sheet.stranded() > 0) {
      findings.add(
          "the way back would leave "
              + Counted.of(sheet.stranded(), "record")
              + " on the target alone");
    }
    return findings;
  }

  /** What has no commit on the source has no one place to go back to. */
  private static List<Seeded> seeded(GroupProof proof) {
    List<Seeded> seeded = new ArrayList<>();
    for (Row row : proof.partitions()) {
      Long committed = row.committed();
      Long resume = row.resume();
      if (committed != null && resume != null && !row.pair().isRepartitioned()) {
        seeded.add(new Seeded(row.pair(), committed, resume));
      }
    }
    return seeded;
  }
}
