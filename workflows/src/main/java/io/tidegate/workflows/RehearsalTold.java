package io.tidegate.workflows;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.tidegate.workflows.activity.KafkaActivities.LastRehearsal;
import io.tidegate.workflows.view.GateView.SinceRehearsal;

/** A unit's last rehearsal beside what the unit came to by now, for whoever is asked at a gate. */
final class RehearsalTold {
  private RehearsalTold() {}

  static ObjectNode detail(String unit, LastRehearsal last, ViewBook now) {
    return Wire.mapper()
        .valueToTree(
            new SinceRehearsal(
                unit,
                last.wave(),
                last.at(),
                last.light(),
                last.differences(),
                last.timings().stream()
                    .map(
                        planned ->
                            new SinceRehearsal.Timing(
                                planned.step(),
                                planned.took(),
                                now.took(unit, planned.step()).orElse(null)))
                    .toList()));
  }
}
