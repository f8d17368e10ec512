package io.tidegate.activities;

import io.tidegate.workflows.activity.Call;
import io.tidegate.workflows.activity.Done;
import io.tidegate.workflows.activity.KafkaActivities.Drifted;
import io.tidegate.workflows.activity.KafkaActivities.Frozen;
import io.tidegate.workflows.activity.KafkaActivities.Judge;

/** Fingerprints what must not change, and says what did. */
final class Freezing {
  private final Plans plans;
  private final Notes notes;
  private final Switching switching;

  Freezing(Plans plans, Notes notes, Switching switching) {
    this.plans = plans;
    this.notes = notes;
    this.switching = switching;
  }

  Frozen freeze(Call call) {
    UnitFacts facts = FactReader.read(plans.of(call));
    Notes.Body stored =
        notes.journal(
            call, Notes.Kind.FROZEN, "", new Notes.Body(notes.put(facts)), Notes.Body.class);
    String note =
        "%d topics and %d groups fingerprinted; no ACL was added"
            .formatted(facts.topics().size() / 2, facts.groups().size());
    return new Frozen(call.key(), stored.evidence(), note);
  }

  Drifted drift(Judge judge) {
    Call call = judge.call();
    UnitFacts frozen = notes.get(judge.evidence(), UnitFacts.class);
    return new Drifted(
        call.key(),
        frozen.drifts(FactReader.read(plans.of(call)), switching.startedOnTarget(call)));
  }

  /** Deny ACLs are not built, so a freeze adds nothing. */
  Done unfreeze(Call call) {
    return new Done(call.key(), "the freeze had added nothing");
  }
}
