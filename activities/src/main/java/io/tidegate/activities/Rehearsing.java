package io.tidegate.activities;

import io.tidegate.activities.Proving.Proven;
import io.tidegate.workflows.activity.Call;
import io.tidegate.workflows.activity.Done;
import io.tidegate.workflows.activity.KafkaActivities.Judge;
import io.tidegate.workflows.activity.RehearsalActivities;
import java.util.List;
import java.util.Map;

/** The steps of a rehearsal. */
final class Rehearsing implements RehearsalActivities {
  static final String MODE = "REHEARSAL";

  private final Attempt attempt;
  private final Plans plans;
  private final Notes notes;
  private final Proving proving;
  private final Verification verification;
  private final ShadowGroups shadows;
  private final ReadingOn reading;
  private final ShadowsBack back;
  private final Rehearsals rehearsals;

  Rehearsing(
      Attempt attempt,
      Plans plans,
      Notes notes,
      Proving proving,
      Verification verification,
      ShadowGroups shadows,
      ReadingOn reading,
      ShadowsBack back,
      Rehearsals rehearsals) {
    this.attempt = attempt;
    this.plans = plans;
    this.notes = notes;
    this.proving = proving;
    this.verification = verification;
    this.shadows = shadows;
    this.reading = reading;
    this.back = back;
    this.rehearsals = rehearsals;
  }

  @Override
  public Taken takePositions(Judge judge) {
    return attempt.run(pulse -> take(judge, pulse));
  }

  private Taken take(Judge judge, Pulse pulse) {
    Call call = judge.call();
    Plan plan = plans.of(call);
    UnitProof seen = verification.proof(judge.evidence());
    Proven proven = proving.groups(plan, plan.runbook().settle(), Map.of(), seen.ranges(), pulse);
    UnitProof proof =
        new UnitProof(
            plan.unit().unit(),
            proven.checkedAt(),
            proven.groups(),
            FactReader.read(plan),
            List.of(),
            List.of(),
            seen.waivers());
    String evidence = notes.putProof(proof);
    String note = ToldProof.note(proven.groups());
    notes.audit(
        call,
        "positions-taken",
        "",
        ToldProof.of(plan, proof.light(), evidence, null, false, note, proven.groups()));
    return new Taken(call.key(), evidence, proof.light(), Seedable.unproven(plan, proof), note);
  }

  @Override
  public Done seedShadows(Judge judge) {
    return attempt.run(pulse -> shadows.seed(plans.of(judge.call()), judge, pulse));
  }

  @Override
  public Started startShadows(Call call) {
    return attempt.run(pulse -> shadows.start(plans.of(call), pulse));
  }

  @Override
  public ReadOn readOn(Reading wanted) {
    return attempt.run(pulse -> reading.read(wanted, pulse));
  }

  @Override
  public WentBack mapBackShadows(Judge judge) {
    return attempt.run(pulse -> back.map(plans.of(judge.call()), judge, pulse));
  }

  @Override
  public Done removeShadows(Call call) {
    return attempt.run(pulse -> shadows.remove(plans.of(call), pulse));
  }

  @Override
  public Done conclude(Conclude said) {
    return attempt.run(pulse -> rehearsals.keep(plans.of(said.call()), said));
  }
}
