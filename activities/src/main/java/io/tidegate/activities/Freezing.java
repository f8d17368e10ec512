package io.tidegate.activities;

import io.tidegate.workflows.activity.Call;
import io.tidegate.workflows.activity.KafkaActivities.Drifted;
import io.tidegate.workflows.activity.KafkaActivities.Frozen;
import io.tidegate.workflows.activity.KafkaActivities.Judge;
import java.util.List;
import java.util.Set;

/** Fingerprints what must not change, and says what did. */
final class Freezing {
  private final Plans plans;
  private final Notes notes;
  private final Fencing fencing;

  Freezing(Plans plans, Notes notes, Fencing fencing) {
    this.plans = plans;
    this.notes = notes;
    this.fencing = fencing;
  }

  Frozen freeze(Call call) {
    UnitFacts facts = FactReader.read(plans.of(call));
    Notes.Body stored =
        notes.journal(
            call, Notes.Kind.FROZEN, "", new Notes.Body(notes.put(facts)), Notes.Body.class);
    String note =
        "%s and %s fingerprinted"
            .formatted(
                Counted.of(facts.topicSides().size(), "topic"),
                Counted.of(facts.groups().size(), "group"));
    if (!facts.denied().isEmpty()) {
      note +=
          "; %d of the unit's topics and groups may not be described: %s"
              .formatted(facts.denied().size(), facts.denied().get(0).why());
    }
    return new Frozen(call.key(), stored.evidence(), note);
  }

  Drifted drift(Judge judge) {
    Call call = judge.call();
    UnitFacts frozen = notes.get(judge.evidence(), UnitFacts.class);
    return new Drifted(
        call.key(), drifts(frozen, plans.of(call), Whereabouts.startedOnTarget(notes, call)));
  }

  /** What differs now, without the deny entries that the wave itself added since. */
  List<String> drifts(UnitFacts frozen, Plan plan, boolean startedOnTarget) {
    Set<Fence> ours = fencing.ours(plan.call());
    return frozen.without(ours).drifts(FactReader.read(plan).without(ours), startedOnTarget);
  }
}
