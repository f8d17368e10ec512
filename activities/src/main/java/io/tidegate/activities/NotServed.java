package io.tidegate.activities;

import io.tidegate.workflows.activity.Call;
import io.tidegate.workflows.activity.Done;

/**
 * What the language has and this build does not do: a unit that declares it is refused by name,
 * never served half; one that does not is told that there is nothing to do.
 */
final class NotServed {
  private final Plans plans;

  NotServed(Plans plans) {
    this.plans = plans;
  }

  Done denyAlter(Call call) {
    return unless(call, plans.of(call).unit().fences().denyAlter(), "freeze.denyAlter");
  }

  /** Also the other fence, on the producers. */
  Done fence(Call call) {
    return unless(call, plans.of(call).unit().fences().deny(), "fence: deny");
  }

  Done replicationControl(Call call) {
    return unless(
        call, plans.of(call).runbook().replication().control() != null, "replication.control");
  }

  Done producers(Call call) {
    return unless(call, plans.of(call).unit().producers() != null, "producers");
  }

  private static Done unless(Call call, boolean declared, String what) {
    if (declared) {
      throw Fail.refused(
          "unit " + call.unit() + " declares " + what + ", which is not served yet; leave it out");
    }
    return new Done(call.key(), "no " + what + " declared");
  }
}
